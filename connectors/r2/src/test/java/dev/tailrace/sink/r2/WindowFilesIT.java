package dev.tailrace.sink.r2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.schema.ErrorTrends5Min;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.Record;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// States of windows come under a key, without batches, on a topic that is compacted.
class WindowFilesIT extends R2Contract {
  private static final String TOPIC = "error-trends.5min";
  private static final String TABLE = "error_trends_5min";
  private final TopicLog log = new TopicLog(TOPIC, 0);
  private int schemaId;

  @BeforeEach
  void register() {
    schemaId = lake.register(TOPIC, ErrorTrends5Min.getClassSchema());
  }

  private SinkRecord state(String script, long version, Instant published) {
    ErrorTrends5Min state =
        ErrorTrends5Min.newBuilder()
            .setScriptName(script)
            .setErrorType("TypeError")
            .setBucket(NOON)
            .setPane(NOON)
            .setVersion(version)
            .setErrorCount(version)
            .setUniqueMessages(1)
            .setAvgFrequency(version / 5.0)
            .setLateEvents(0)
            .setIncomplete(false)
            .setSketchSize(2_048)
            .setMessageHashes(List.of(1L, 2L, version))
            .build();
    return log.record(script.getBytes(UTF_8), framed.value(schemaId, state), published);
  }

  private List<List<String>> versions() {
    return lake.duckDb(
        TABLE,
        "SELECT script_name, version, len(message_hashes) FROM FILES ORDER BY script_name,"
            + " version");
  }

  @Test
  void ofOneSlot_theNewestStateIsKept() {
    state("a", 1, NOON);
    state("b", 1, NOON.plusSeconds(1));
    state("a", 2, NOON.plusSeconds(2));
    log.record("a".getBytes(UTF_8), null, NOON.plusSeconds(3));
    state("a", 3, NOON.plusSeconds(301));
    try (TaskRun run = run(lake.withTables(), log)) {
      run.until(() -> !lake.objects(LocalLake.BUCKET, TABLE).isEmpty());
      run.passSlot();
      run.passSlot();
      run.untilStored();
    }

    assertThat(versions()).hasToString("[[a, 2, 3], [a, 3, 3], [b, 1, 3]]");
    List<Record> rows = lake.iceberg(TABLE);
    assertThat(rows)
        .extracting(row -> row.getField("version"))
        .containsExactlyInAnyOrder(1L, 2L, 3L);
    assertThat(rows).noneMatch(row -> row.getField("published_at") == null);
    assertThat(lake.table(TABLE).spec().toString()).contains("published_at_day: day");
  }

  /// The time of the record is a column that comes after the fields and before what their lists
  /// hold, as the catalog counts; files from before the table had it the other way round.
  @Test
  void tableMadeLater_getsTheFilesThatAreThere() {
    state("a", 1, NOON);
    state("b", 1, NOON.plusSeconds(1));
    state("a", 2, NOON.plusSeconds(301));
    try (TaskRun run = run(lake.properties(), log)) {
      run.until(() -> !lake.objects(LocalLake.BUCKET, TABLE).isEmpty());
      run.passSlot();
      run.passSlot();
      run.untilStored();
    }

    offsets.clear();
    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }

    assertThat(versions()).hasToString("[[a, 1, 3], [a, 2, 3], [b, 1, 3]]");
    assertThat(lake.iceberg(TABLE))
        .hasSize(3)
        .noneMatch(row -> row.getField("published_at") == null);
  }

  @Test
  void replayOfACompactedTopic_changesNothing() {
    for (int i = 0; i < 20; i++) {
      state("script-" + i % 4, i, NOON.plusSeconds(60L * i));
    }
    try (TaskRun run = run(lake.properties(), log)) {
      run.until(() -> lake.objects(LocalLake.BUCKET, TABLE).size() >= 3);
      run.passSlot();
      run.passSlot();
      run.passSlot();
      run.untilStored();
    }
    Map<String, FileTime> objects = lake.objects(LocalLake.BUCKET, TABLE);
    assertThat(objects).hasSize(4);

    // Of each key only the newest state is left: the first rows of all files but one are gone.
    log.compact(record -> record.kafkaOffset() < 16);
    offsets.clear();
    try (TaskRun run = run(lake.properties(), log)) {
      run.untilStored();
    }

    assertThat(lake.objects(LocalLake.BUCKET, TABLE)).isEqualTo(objects);
  }

  @Test
  void slotEndedByTheClock_andAStateThatComesAfterIt() {
    state("a", 1, NOON);
    TaskRun first = run(lake.withTables(), log);
    first.passSlot();
    first.untilStored();
    // Its transaction was committed late.
    state("a", 2, NOON.plusSeconds(299));
    first.untilStored();
    first.close();
    Map<String, FileTime> objects = lake.objects(LocalLake.BUCKET, TABLE);

    offsets.clear();
    try (TaskRun second = run(lake.withTables(), log)) {
      second.untilStored();
    }

    assertThat(versions()).hasToString("[[a, 1, 3], [a, 2, 3]]");
    assertThat(lake.iceberg(TABLE)).hasSize(2);
    assertThat(lake.objects(LocalLake.BUCKET, TABLE)).isEqualTo(objects);
  }
}
