package dev.tailrace.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/// One file of letters in the bucket: a JSON line for each, and beside it their bytes, one after
/// the other.
///
/// ```
/// {"partition":0,"offset":7,"timestamp":"…","position":0,"length":57,"key":null,"headers":{…}}
/// ```
///
/// `position` and `length` locate the bytes, the length is -1 without a value; the key is Base64;
/// the headers are text. A line with `bytes` and no offset tells of the file: the name of the
/// object with the bytes, which otherwise is that of the lines with the ending `.bin`.
final class LetterFile {
  private static final String LINES = ".jsonl";
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private final LetterObjects objects;
  private final String key;
  private LetterBytes bytes;

  LetterFile(LetterObjects objects, String key) {
    this.objects = objects;
    this.key = key;
    this.bytes = new LetterBytes(objects, key.substring(0, key.length() - LINES.length()) + ".bin");
  }

  /// Passes its letters on, in their order.
  ///
  /// @throws LettersException when it is damaged
  void forEach(Consumer<Letter> reader) {
    // Whole, because no connection stays open while a reader takes its time.
    List<Letter> letters = new ArrayList<>();
    try (JsonParser in = JSON.createParser(objects.whole(key))) {
      while (in.nextToken() != null) {
        new Line(in).addTo(letters);
      }
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      throw new LettersException(
          "%s in %s is damaged: %s".formatted(key, objects.name(), e.getMessage()), e);
    }
    letters.forEach(reader);
  }

  /// One line, member by member: a tree would lose twins among the headers, and their order.
  private final class Line {
    private int partition;
    private long offset = -1;
    private Instant time = Instant.EPOCH;
    private long position;
    private int length = -1;
    private byte[] recordKey;
    private String bytesName;
    private final List<LetterHeader> headers = new ArrayList<>();

    Line(JsonParser in) throws IOException {
      if (in.currentToken() != JsonToken.START_OBJECT) {
        throw new IOException("a line is no JSON object");
      }
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String name = in.currentName();
        in.nextToken();
        read(name, in);
      }
    }

    private void read(String name, JsonParser in) throws IOException {
      switch (name) {
        case "partition" -> partition = in.getIntValue();
        case "offset" -> offset = in.getLongValue();
        case "timestamp" -> time = Instant.parse(in.getText());
        case "position" -> position = in.getLongValue();
        case "length" -> length = in.getIntValue();
        case "key" ->
            recordKey =
                in.currentToken() == JsonToken.VALUE_NULL
                    ? null
                    : Base64.getDecoder().decode(in.getText());
        case "bytes" -> bytesName = in.getText();
        case "headers" -> readHeaders(in);
        default -> in.skipChildren();
      }
    }

    private void readHeaders(JsonParser in) throws IOException {
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        headers.add(
            new LetterHeader(
                name, value == JsonToken.VALUE_NULL ? null : in.getText().getBytes(UTF_8)));
      }
    }

    void addTo(List<Letter> letters) throws IOException {
      if (offset >= 0) {
        letters.add(
            new Letter(
                new LetterId(partition, offset),
                time,
                Origin.of(headers),
                recordKey,
                bytes.body(position, length),
                headers));
      } else if (bytesName != null && !bytesName.contains("/")) {
        bytes = new LetterBytes(objects, key.substring(0, key.lastIndexOf('/') + 1) + bytesName);
      } else {
        throw new IOException("a line has no offset");
      }
    }
  }
}
