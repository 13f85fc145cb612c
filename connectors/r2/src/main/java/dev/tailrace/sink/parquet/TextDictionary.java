package dev.tailrace.sink.parquet;

import dev.tailrace.sink.avro.TextNumbers;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter;
import org.apache.parquet.column.values.dictionary.IntList;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.io.api.Binary;

/// The dictionary of a column of texts: writes each value as the number of its first appearance.
/// Gives the bytes that Parquet's own gives, which looks at each byte of each value alone.
///
/// Source: Parquet's "Encodings", "Dictionary Encoding", in the form of data pages of version 1.
///
/// Not thread-safe.
final class TextDictionary extends DictionaryValuesWriter {
  private final TextNumbers numbers = new TextNumbers();

  /// @param most bytes of the dictionary, beyond which the column goes without
  @SuppressWarnings("deprecation") // the name in data pages of version 1, as Parquet writes them
  TextDictionary(int most, ByteBufferAllocator allocator) {
    super(most, Encoding.PLAIN_DICTIONARY, Encoding.PLAIN_DICTIONARY, allocator);
  }

  @Override
  public void writeBytes(Binary value) {
    ByteBuffer view = value.toByteBuffer();
    int known = numbers.size();
    encodedValues.add(
        numbers.of(view.array(), view.arrayOffset() + view.position(), view.remaining()));
    if (numbers.size() > known) {
      dictionaryByteSize += Integer.BYTES + (long) view.remaining();
    }
  }

  private Binary text(int number) {
    return Binary.fromConstantByteArray(
        numbers.array(), numbers.start(number), numbers.length(number));
  }

  @Override
  public DictionaryPage toDictPageAndClose() {
    if (lastUsedDictionarySize == 0) {
      return null;
    }
    var page = new PlainValuesWriter(lastUsedDictionaryByteSize, maxDictionaryByteSize, allocator);
    for (int number = 0; number < lastUsedDictionarySize; number++) {
      page.writeBytes(text(number));
    }
    return dictPage(page);
  }

  @Override
  protected void fallBackDictionaryEncodedData(ValuesWriter plain) {
    IntList.IntIterator written = encodedValues.iterator();
    while (written.hasNext()) {
      plain.writeBytes(text(written.next()));
    }
  }

  @Override
  protected void clearDictionaryContent() {
    numbers.clear();
  }

  @Override
  protected int getDictionarySize() {
    return numbers.size();
  }
}
