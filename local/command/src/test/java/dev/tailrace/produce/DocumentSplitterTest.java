package dev.tailrace.produce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentSplitterTest {
  @Test
  void lines_areDocuments() {
    assertThat(Split.text("{\"a\":1}\n{\"b\":[{},\"}\"]}\r\n\n  \n{\"c\":3}"))
        .containsExactly("{\"a\":1}", "{\"b\":[{},\"}\"]}", "{\"c\":3}");
  }

  @Test
  void severalOnOneLine_areTakenApart() {
    assertThat(Split.text("{\"a\":1}{\"b\":2} {\"c\":3},{\"d\":4}\n{}"))
        .containsExactly("{\"a\":1}", "{\"b\":2}", "{\"c\":3}", "{\"d\":4}", "{}");
  }

  @Test
  void arrayOnOneLine_givesItsElements() {
    assertThat(Split.text("[{\"a\":[1,2]}, {\"b\":2}]\n[]\n[ ]\n[{\"c\":3}]"))
        .containsExactly("{\"a\":[1,2]}", "{\"b\":2}", "{\"c\":3}");
  }

  @Test
  void arrayOverManyLines_givesItsElements() {
    assertThat(Split.text("[\n{\"a\":1},\n{\"b\":2}\n,{\"c\":3}\n]\n"))
        .containsExactly("{\"a\":1}", "{\"b\":2}", "{\"c\":3}");
    assertThat(
            Split.text(
                "[\n  {\n    \"a\": [\n      {\n        \"b\": 1\n      }\n    ]\n  },\n  {}\n]"))
        .containsExactly("{\n    \"a\": [\n      {\n        \"b\": 1\n      }\n    ]\n  }", "{}");
    assertThat(Split.text("[{\n  \"a\": 1\n}, {\n  \"b\": 2\n}]"))
        .containsExactly("{\n  \"a\": 1\n}", "{\n  \"b\": 2\n}");
  }

  @Test
  void elementsThatAreNoObjects_areDocuments() {
    assertThat(Split.text("[null, \"a,]\", -1.5e3, [1,[2]], {}]"))
        .containsExactly("null", "\"a,]\"", "-1.5e3", "[1,[2]]", "{}");
  }

  @Test
  void objectsOverManyLines_areDocuments() {
    assertThat(Split.text("{\n    \"a\": {\n        \"b\": \"}\"\n    }\n}\n{\n    \"c\": []\n}\n"))
        .containsExactly("{\n    \"a\": {\n        \"b\": \"}\"\n    }\n}", "{\n    \"c\": []\n}");
    assertThat(Split.text("{ \"a\": 1\n, \"b\": 2\n}"))
        .containsExactly("{ \"a\": 1\n, \"b\": 2\n}");
    assertThat(Split.text("{\n\"a\": 1\n}{\n\"b\": 2\n}")).hasSize(2);
  }

  @Test
  void lineSeparatorsOfUnicode_areText() {
    assertThat(Split.text("{\"a\":\"\u2028\u2029\u0085\"}\n{}"))
        .containsExactly("{\"a\":\"\u2028\u2029\u0085\"}", "{}");
  }

  @Test
  void brokenLine_staysAlone() {
    assertThat(Split.text("{\"a\":{\"b\":1}\n{\"c\":3}"))
        .containsExactly("{\"a\":{\"b\":1}", "{\"c\":3}");
    assertThat(Split.text("{\"a\":\"text\n{\"c\":3}"))
        .containsExactly("{\"a\":\"text", "{\"c\":3}");
    assertThat(Split.text("{\"a\":\"text\\\n{\"c\":3}"))
        .containsExactly("{\"a\":\"text\\", "{\"c\":3}");
    assertThat(Split.text("{\"a\":1,\n{\"c\":3}")).containsExactly("{\"a\":1,", "{\"c\":3}");
    assertThat(Split.text("{\n{\"c\":3}")).containsExactly("{", "{\"c\":3}");
    assertThat(Split.text("{\"a\":[\n[{\"c\":3}]")).containsExactly("{\"a\":[", "{\"c\":3}");
    assertThat(Split.text("{\"a\":tru\n\n\n")).containsExactly("{\"a\":tru");
  }

  @Test
  void brokenIndentedLine_staysAlone() {
    assertThat(Split.text("  {\"a\":1,\n  {\"b\":2}\n  {\"c\":3}"))
        .containsExactly("{\"a\":1,", "{\"b\":2}", "{\"c\":3}");
  }

  @Test
  void brokenArrayLine_staysAlone() {
    assertThat(Split.text("[{\"a\":1},{\"b\":2\n[{\"c\":3}]"))
        .containsExactly("{\"a\":1}", "{\"b\":2", "{\"c\":3}");
    assertThat(Split.text("[{\"a\":1},\n[{\"c\":3}]\n{\"d\":4}"))
        .containsExactly("{\"a\":1}", "{\"c\":3}", "{\"d\":4}");
    assertThat(Split.text("[{\"a\":1,\n[{\"c\":3}]")).containsExactly("{\"a\":1,", "{\"c\":3}");
    assertThat(Split.text("[\n[{\"c\":3}]")).containsExactly("{\"c\":3}");
  }

  @Test
  void brokenObjectOverManyLines_endsWhereTheNextBegins() {
    assertThat(Split.text("{\n  \"a\": {\n{\n  \"b\": 1\n}\n"))
        .containsExactly("{\n  \"a\": {", "{\n  \"b\": 1\n}");
    assertThat(Split.text("{\n  \"a\": \"text\n  b\": 1\n}\n{\n  \"c\": 1\n}"))
        .containsExactly("{\n  \"a\": \"text\n  b\": 1\n}", "{\n  \"c\": 1\n}");
    assertThat(Split.text("{\n  \"a\": \"text\n{\"b\": 1}"))
        .containsExactly("{\n  \"a\": \"text", "{\"b\": 1}");
    assertThat(Split.text("{\n  \"a\": 1,\n  \"b\"")).containsExactly("{\n  \"a\": 1,\n  \"b\"");
  }

  @Test
  void textThatIsNoJson_goesOutByLines() {
    assertThat(Split.text("hello, world\n[2026-11-20 12:00] {\"a\":1}\n]\n,\n5 6\n{\"a\":1} rest"))
        .containsExactly(
            "hello, world", "[2026-11-20 12:00] {\"a\":1}", "]", ",", "5 6", "{\"a\":1}", "rest");
    assertThat(Split.text("[{\"a\":1}\nsome text, with commas\n]"))
        .containsExactly("{\"a\":1}", "some text, with commas");
  }

  @Test
  void binaryLines_goOutAsTheyAre() {
    assertThat(Split.latin("\u0000\u0001\u00ff\"{\n\u0080\r\n{}"))
        .containsExactly("\u0000\u0001\u00ff\"{", "\u0080\r", "{}");
  }

  @Test
  void nothing_hasNoDocuments() {
    assertThat(Split.text("")).isEmpty();
    assertThat(Split.text(" \n\t\r\n")).isEmpty();
  }

  @Test
  void documentAboveTheLimit_isPassedOver() {
    String large = "{\"a\":\"" + "x".repeat(3000) + "\"}";
    List<Document> documents =
        Split.documents(stream("{}\n" + large + "{\"b\":1}\n" + "y".repeat(2000) + "\n{}"), 1000);
    assertThat(documents).hasSize(5);
    assertThat(documents.get(1)).isEqualTo(new Document.Oversize(2, 3, large.length()));
    assertThat(documents.get(3)).isEqualTo(new Document.Oversize(4, 3019, 2000));
    assertThat(documents.get(4).position()).isEqualTo(5020);
  }

  @Test
  void documentOfTheLimit_isWhole() {
    String exact = "{\"a\":\"" + "x".repeat(992) + "\"}";
    assertThat(Split.documents(stream(exact), 1000).getFirst()).isInstanceOf(Document.Whole.class);
    assertThat(Split.documents(stream(exact + " "), 999).getFirst())
        .isInstanceOf(Document.Oversize.class);
  }

  @Test
  void endlessArray_needsLittleMemory() throws IOException {
    byte[] element = ("{\"a\":\"" + "x".repeat(1000) + "\"},").getBytes(UTF_8);
    int elements = 50_000;
    InputStream endless = new SequenceInputStream(stream("["), new Repeated(element, elements));
    assertThat(count(endless)).isEqualTo(elements);
  }

  @Test
  void openArray_isRemarkedOn() throws Exception {
    try (DocumentSplitter splitter = new DocumentSplitter(stream("\n[{},"), 1000)) {
      assertThat(splitter.next()).isNotNull();
      assertThat(splitter.next()).isNull();
      assertThat(splitter.remarks()).singleElement().asString().contains("begins at byte 1");
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static long count(InputStream in) throws IOException {
    long count = 0;
    try (DocumentSplitter splitter = new DocumentSplitter(in, 10_000)) {
      while (splitter.next() != null) {
        count++;
      }
    }
    return count;
  }

  /// The same bytes over and over.
  private static final class Repeated extends InputStream {
    private final byte[] bytes;
    private long left;

    Repeated(byte[] bytes, long times) {
      this.bytes = bytes;
      this.left = bytes.length * times;
    }

    @Override
    public int read() {
      return left == 0 ? -1 : bytes[(int) ((bytes.length - left-- % bytes.length) % bytes.length)];
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int count = 0;
      while (count < length && left > 0) {
        target[offset + count++] = (byte) read();
      }
      return count == 0 ? -1 : count;
    }
  }
}
