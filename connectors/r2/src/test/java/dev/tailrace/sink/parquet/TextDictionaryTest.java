package dev.tailrace.sink.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter.PlainBinaryDictionaryValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;

/// Whatever texts come: the bytes are those of Parquet's own dictionary.
class TextDictionaryTest {
  private static final int MOST = 20_000;
  private static final int PAGES = 3;
  private static final int VALUES_OF_PAGE = 5_000;

  private final DictionaryValuesWriter ours =
      new TextDictionary(MOST, HeapByteBufferAllocator.getInstance());

  @SuppressWarnings("deprecation") // as the columns have it
  private final DictionaryValuesWriter theirs =
      new PlainBinaryDictionaryValuesWriter(
          MOST,
          Encoding.PLAIN_DICTIONARY,
          Encoding.PLAIN_DICTIONARY,
          HeapByteBufferAllocator.getInstance());

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void pagesAndDictionary_equalParquets() throws IOException {
    for (int page = 0; page < PAGES; page++) {
      write(texts(500));
      assertThat(bytes(ours.getBytes())).isEqualTo(bytes(theirs.getBytes()));
      ours.reset();
      theirs.reset();
    }
    assertThat(ours.shouldFallBack()).isFalse();
    DictionaryPage page = ours.toDictPageAndClose();
    DictionaryPage expected = theirs.toDictPageAndClose();
    assertThat(page.getDictionarySize()).isEqualTo(expected.getDictionarySize()).isPositive();
    assertThat(page.getEncoding()).isEqualTo(expected.getEncoding());
    assertThat(bytes(page.getBytes())).isEqualTo(bytes(expected.getBytes()));
  }

  @Test
  void tooManyTexts_areGivenUpAtTheSameValueAndWrittenPlainly() throws IOException {
    for (byte[] text : texts(50_000)) {
      write(List.of(text));
      assertThat(ours.shouldFallBack()).isEqualTo(theirs.shouldFallBack());
      if (ours.shouldFallBack()) {
        break;
      }
    }
    assertThat(ours.shouldFallBack()).isTrue();
    assertThat(plain(ours)).isEqualTo(plain(theirs));
    assertThat(ours.toDictPageAndClose()).isNull();
  }

  @Test
  void nextRowGroup_beginsWithAnEmptyDictionary() throws IOException {
    write(texts(100));
    ours.resetDictionary();
    theirs.resetDictionary();
    ours.reset();
    theirs.reset();
    write(texts(100));
    assertThat(bytes(ours.getBytes())).isEqualTo(bytes(theirs.getBytes()));
    assertThat(bytes(ours.toDictPageAndClose().getBytes()))
        .isEqualTo(bytes(theirs.toDictPageAndClose().getBytes()));
  }

  private static byte[] bytes(BytesInput page) throws IOException {
    return page.toInputStream().readAllBytes();
  }

  private static byte[] plain(DictionaryValuesWriter dictionary) throws IOException {
    try (var plain = new PlainValuesWriter(64, 1_024, HeapByteBufferAllocator.getInstance())) {
      dictionary.fallBackAllValuesTo(plain);
      return bytes(plain.getBytes());
    }
  }

  /// As a record has them: amid other bytes, in an array that is used again.
  private void write(List<byte[]> texts) {
    byte[] record = new byte[100];
    for (byte[] text : texts) {
      System.arraycopy(text, 0, record, 7, text.length);
      Binary value = Binary.fromReusedByteArray(record, 7, text.length);
      ours.writeBytes(value);
      theirs.writeBytes(value);
    }
  }

  /// Of up to 40 bytes, the empty one among them, in runs of the same.
  private List<byte[]> texts(int different) {
    List<byte[]> texts = new ArrayList<>();
    while (texts.size() < VALUES_OF_PAGE) {
      int number = random.nextInt(different);
      byte[] text = "x".repeat(number % 37).concat(number == 0 ? "" : "" + number).getBytes(UTF_8);
      for (int run = random.nextInt(4); run >= 0; run--) {
        texts.add(text);
      }
    }
    return texts;
  }
}
