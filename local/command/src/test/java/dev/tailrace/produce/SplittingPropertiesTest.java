package dev.tailrace.produce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Laws of splitting, on documents made at random (the seed is in the message of a failure) and on
/// the recorded events.
class SplittingPropertiesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectWriter COMPACT = JSON.writer();
  private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();
  private static final String[] STRINGS = {
    "",
    "plain",
    "}{][,:",
    "quote \" in",
    "back\\slash\\",
    "line\nfeed",
    "\u2028\u2029",
    "\uD83D\uDE00é",
    "\\\""
  };

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @RepeatedTest(200)
  void documentsInAnyForm_comeBackExactly() throws IOException {
    List<String> expected = new ArrayList<>();
    StringBuilder input = new StringBuilder();
    for (int part = random.nextInt(6); part >= 0; part--) {
      input.append(form(expected));
    }
    assertSplit(input.toString(), expected);
  }

  /// Some documents in one of the accepted forms, ending with its line.
  private String form(List<String> expected) throws IOException {
    ObjectWriter writer = random.nextBoolean() ? COMPACT : PRETTY;
    List<String> documents = new ArrayList<>();
    for (int count = random.nextInt(5); count >= 0; count--) {
      documents.add(writer.writeValueAsString(object(3)));
    }
    expected.addAll(documents);
    return switch (random.nextInt(5)) {
      case 0 -> String.join("\n", documents) + "\n";
      case 1 -> String.join(pick("", " ", "\r\n", "\n\n  \n"), documents) + pick("\n", "\r\n");
      case 2 -> "[" + String.join(pick(",", ", ", ",\n", "\n,"), documents) + "]\n";
      case 3 -> "[\n" + String.join(",\n", documents) + "\n]\n";
      default -> "[\n" + String.join(",\n", indented(documents, expected)) + "\n]\n";
    };
  }

  /// Indentation is within the documents' bytes, so what is expected changes with it.
  private static List<String> indented(List<String> documents, List<String> expected) {
    UnaryOperator<String> indent = document -> document.replace("\n", "\n    ");
    List<String> replaced = documents.stream().map(indent).toList();
    expected.subList(expected.size() - documents.size(), expected.size()).replaceAll(indent);
    return replaced.stream().map(document -> "    " + document).toList();
  }

  @RepeatedTest(100)
  void brokenLine_harmsNoOther() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int count = 2 + random.nextInt(5); count > 0; count--) {
      lines.add(COMPACT.writeValueAsString(object(3)));
    }
    int broken = random.nextInt(lines.size());
    String whole = lines.get(broken);
    int cut = 1 + random.nextInt(whole.length() - 1);
    boolean splitsPair = Character.isLowSurrogate(whole.charAt(cut));
    lines.set(broken, whole.substring(0, splitsPair ? cut - 1 : cut));
    assertSplit(String.join("\n", lines), lines);
  }

  @Test
  void anyBytes_areDeliveredOnce() {
    for (int round = 0; round < 300; round++) {
      byte[] noise = new byte[random.nextInt(200)];
      for (int i = 0; i < noise.length; i++) {
        noise[i] =
            (byte)
                pick("{", "}", "[", "]", "\"", "\\", "\n", ",", "a", "1", " ", "\u0000").charAt(0);
      }
      int delivered = Split.of(noise).stream().mapToInt(SplittingPropertiesTest::significant).sum();
      assertThat(delivered)
          .as("seed %d, input %s", seed, new String(noise, UTF_8))
          .isBetween(significant(noise) - structure(noise), significant(noise));
    }
  }

  private static int significant(byte[] bytes) {
    int count = 0;
    for (byte b : bytes) {
      count += b == ' ' || b == '\n' || b == '\r' || b == '\t' ? 0 : 1;
    }
    return count;
  }

  /// What outer arrays and the commas between documents may take.
  private static int structure(byte[] bytes) {
    int count = 0;
    for (byte b : bytes) {
      count += b == '[' || b == ']' || b == ',' ? 1 : 0;
    }
    return count;
  }

  @Test
  void recordedEvents_cutAtEachByte_loseAtMostTheCutOne() throws IOException {
    byte[] input =
        String.join("\n", Samples.lines("tail-events-documented.jsonl.gz")).getBytes(UTF_8);
    List<byte[]> whole = Split.of(input);
    for (int length = 0; length <= input.length; length++) {
      List<byte[]> cut = Split.of(Arrays.copyOf(input, length));
      for (int i = 0; i < cut.size() - 1; i++) {
        assertThat(cut.get(i)).as("cut at %d", length).isEqualTo(whole.get(i));
      }
      assertThat(total(cut) + cut.size() - 1)
          .as("cut at %d", length)
          .isBetween(length - 1L, (long) length);
    }
  }

  @Test
  void wranglerOutput_cutAtAnyByteAndBegunAgain_losesOnlyTheCutOne() throws IOException {
    byte[] input = Samples.bytes("wrangler-tail-format-json.txt.gz");
    List<byte[]> whole = Split.of(input);
    for (int length = 0; length < input.length; length += 97) {
      byte[] cut = Arrays.copyOf(input, length + 1 + input.length);
      cut[length] = '\n';
      System.arraycopy(input, 0, cut, length + 1, input.length);
      List<byte[]> documents = Split.of(cut);
      List<byte[]> last = documents.subList(documents.size() - whole.size(), documents.size());
      assertThat(last.stream().map(String::new).toList())
          .as("cut at %d", length)
          .isEqualTo(whole.stream().map(String::new).toList());
    }
  }

  @Test
  void wranglerOutput_isWhatWasPrinted() throws IOException {
    byte[] input = Samples.bytes("wrangler-tail-format-json.txt.gz");
    List<byte[]> documents = Split.of(input);
    List<String> expected = List.of(new String(input, UTF_8).split("(?<=\n\\})\n"));
    assertThat(documents.stream().map(document -> new String(document, UTF_8)).toList())
        .isEqualTo(expected.stream().map(String::strip).toList());
    for (byte[] document : documents) {
      assertThat(JSON.readTree(document).isObject()).isTrue();
    }
  }

  @Test
  void recordedBatches_giveTheirEvents() throws IOException {
    List<String> bodies = new ArrayList<>();
    List<String> events = new ArrayList<>();
    for (String line : Samples.lines("tail-batches-documented.jsonl.gz")) {
      String body = JSON.readTree(line).get("body").textValue();
      bodies.add(body);
      JSON.readTree(body).forEach(event -> events.add(event.toString()));
    }
    assertThat(Split.text(String.join("\n", bodies))).isEqualTo(events);
    assertThat(Split.text(String.join("", bodies))).isEqualTo(events);
  }

  @Test
  void everyBoundaryBetweenReads_givesTheSame() throws IOException {
    byte[] input = Samples.bytes("wrangler-tail-format-json.txt.gz");
    List<Document> trickled = Split.documents(Split.trickle(input), Split.LIMIT);
    assertThat(
            trickled.stream()
                .map(each -> new String(((Document.Whole) each).bytes(), UTF_8))
                .toList())
        .isEqualTo(Split.of(input).stream().map(bytes -> new String(bytes, UTF_8)).toList());
  }

  private void assertSplit(String input, List<String> expected) {
    assertThat(Split.text(input)).as("seed %d, input %s", seed, input).isEqualTo(expected);
  }

  private static long total(List<byte[]> documents) {
    return documents.stream().mapToLong(document -> document.length).sum();
  }

  private ObjectNode object(int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int fields = random.nextInt(4); fields > 0; fields--) {
      String name = pick(STRINGS) + fields;
      switch (random.nextInt(depth > 0 ? 5 : 3)) {
        case 0 -> object.put(name, pick(STRINGS));
        case 1 -> object.put(name, random.nextInt());
        case 2 -> object.putNull(name);
        case 3 -> object.set(name, object(depth - 1));
        default -> object.set(name, array(depth - 1));
      }
    }
    return object;
  }

  private ArrayNode array(int depth) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int elements = random.nextInt(4); elements > 0; elements--) {
      array.add(
          random.nextBoolean() ? object(depth) : JsonNodeFactory.instance.textNode(pick(STRINGS)));
    }
    return array;
  }

  private String pick(String... options) {
    return options[random.nextInt(options.length)];
  }
}
