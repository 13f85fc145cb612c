package dev.tailrace.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.schema.DeadLetter;
import dev.tailrace.wire.DeadLetterHeaders.Reading;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {
  private static final DeadLetter LETTER =
      new DeadLetter(
          "invalid_mutation",
          "entity_ns is 'Ünfug \uD83D\uDE80'",
          "tail.raw",
          3,
          1L << 40,
          Instant.ofEpochMilli(1_795_000_000_007L),
          "p1");

  private final Headers headers = new RecordHeaders();

  @Test
  void whatIsWritten_isReadBackEqual() {
    DeadLetterHeaders.write(headers, LETTER);

    assertThat(DeadLetterHeaders.read(headers)).isEqualTo(new Reading.Complete(LETTER));
  }

  @Test
  void headers_areTheFieldsOfTheSchemaAsText() {
    DeadLetterHeaders.write(headers, LETTER);

    assertThat(names())
        .containsExactlyElementsOf(
            DeadLetter.SCHEMA$.getFields().stream().map(Schema.Field::name).toList());
    assertThat(text("source_offset")).isEqualTo("1099511627776");
    assertThat(text("timestamp")).isEqualTo("2026-11-18T11:06:40.007Z");
  }

  @Test
  void letterThatDiesAgain_hasOneHeaderOfEachName() {
    headers.add("theirs", new byte[] {1});
    DeadLetterHeaders.write(headers, LETTER);
    DeadLetter second = DeadLetter.newBuilder(LETTER).setReason("json").build();
    DeadLetterHeaders.write(headers, second);

    assertThat(names()).hasSize(8).contains("theirs");
    assertThat(DeadLetterHeaders.read(headers)).isEqualTo(new Reading.Complete(second));
  }

  @Test
  void letterThatIsNoneAnyMore_keepsOnlyWhatItCameWith() {
    headers.add("theirs", new byte[] {1});
    DeadLetterHeaders.write(headers, LETTER);

    DeadLetterHeaders.remove(headers);

    assertThat(names()).containsExactly("theirs");
  }

  @Test
  void missingAndUnreadableHeaders_areAllNamed() {
    DeadLetterHeaders.write(headers, LETTER);
    headers.remove("reason");
    replace("source_partition", "three".getBytes(UTF_8));
    replace("timestamp", "yesterday".getBytes(UTF_8));
    replace("message", new byte[] {(byte) 0xff});
    replace("source_topic", null);

    assertThat(DeadLetterHeaders.read(headers))
        .isEqualTo(
            new Reading.Incomplete(
                List.of(
                    "header reason is missing",
                    "header message is '\uFFFD', not UTF-8 text",
                    "header source_topic is missing",
                    "header source_partition is 'three', not an integer",
                    "header timestamp is 'yesterday', not a time such as"
                        + " 2026-11-20T11:30:00.123Z")));
  }

  @Test
  void recordWithoutHeaders_isIncomplete() {
    assertThat(DeadLetterHeaders.read(headers))
        .isInstanceOfSatisfying(
            Reading.Incomplete.class, it -> assertThat(it.problems()).hasSize(7));
  }

  private void replace(String name, byte[] value) {
    headers.remove(name).add(name, value);
  }

  private List<String> names() {
    return StreamSupport.stream(headers.spliterator(), false).map(Header::key).toList();
  }

  private String text(String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }
}
