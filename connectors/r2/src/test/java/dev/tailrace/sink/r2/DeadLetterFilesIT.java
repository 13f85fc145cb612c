package dev.tailrace.sink.r2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/// Dead letters keep their bytes, whatever they are.
class DeadLetterFilesIT extends R2Contract {
  private static final String DIRECTORY = "dead-letters";
  private final TopicLog log = new TopicLog("tail.dead-letter", 0);

  private void letter(byte[] value, String reason, long second) {
    SinkRecord letter = log.record("key".getBytes(UTF_8), value, NOON.plusSeconds(second));
    letter.headers().addBytes("reason", reason.getBytes(UTF_8));
    letter.headers().addBytes("message", "field \"x\" is bad".getBytes(UTF_8));
  }

  private void store() {
    try (TaskRun run = run(lake.withTables(), log)) {
      run.passSlot();
      run.passSlot();
      run.untilStored();
    }
  }

  @Test
  void lettersOfASlot_areTheirBytesAndALineEach() throws IOException {
    byte[] binary = {0, -1, 10, 13, 34};
    letter("{\"half\":".getBytes(UTF_8), "not-json", 0);
    letter(binary, "not-avro", 1);
    letter(null, "no-value", 2);
    letter(new byte[0], "empty", 3);
    store();

    String stem = DIRECTORY + "/dt=2026-11-20/kafka-00000-00000000000000000000";
    assertThat(lake.objects(LocalLake.ERRORS_BUCKET, DIRECTORY))
        .containsOnlyKeys(stem + "-00000000000000000003.bin", stem + ".jsonl");
    assertThat(lake.objects(LocalLake.BUCKET, DIRECTORY)).isEmpty();
    Path root = lake.bucket(LocalLake.ERRORS_BUCKET);
    byte[] bytes = Files.readAllBytes(root.resolve(stem + "-00000000000000000003.bin"));
    List<String> lines = Files.readAllLines(root.resolve(stem + ".jsonl"));
    assertThat(lines).hasSize(5);
    assertThat(lines.getFirst()).contains("kafka-00000-00000000000000000000-00000000000000000003");
    JsonNode second = new ObjectMapper().readTree(lines.get(2));
    int position = second.get("position").asInt();
    assertThat(Arrays.copyOfRange(bytes, position, position + second.get("length").asInt()))
        .isEqualTo(binary);
    assertThat(second.at("/headers/reason").asText()).isEqualTo("not-avro");
    assertThat(second.get("offset").asLong()).isEqualTo(1);
    assertThat(new ObjectMapper().readTree(lines.get(3)).get("length").asInt()).isEqualTo(-1);
    assertThat(new ObjectMapper().readTree(lines.get(4)).get("length").asInt()).isZero();
  }

  @Test
  void lettersReplayed_changeNothing() {
    for (int i = 0; i < 9; i++) {
      letter(new byte[] {(byte) i}, "not-json", 100L * i);
    }
    store();
    Map<String, FileTime> objects = lake.objects(LocalLake.ERRORS_BUCKET, DIRECTORY);
    assertThat(objects).hasSize(6);

    offsets.clear();
    store();

    assertThat(lake.objects(LocalLake.ERRORS_BUCKET, DIRECTORY)).isEqualTo(objects);
  }
}
