package dev.tailrace.sink.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.schema.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

/// A writer that knows one field more, or one that has changed.
class NewColumnIT extends R2Contract {
  private final TopicLog log = new TopicLog("events", 0);
  private int writers;

  /// Events with one field more, put before all others so that positions tell nothing.
  private static Schema widened(Schema type) {
    List<Schema.Field> fields = new ArrayList<>();
    fields.add(new Schema.Field("region", type, "New."));
    for (Schema.Field field : Event.getClassSchema().getFields()) {
      fields.add(new Schema.Field(field, field.schema()));
    }
    return Schema.createRecord("Event", null, "dev.tailrace.schema", false, fields);
  }

  private void widenedBatch(Instant begun, Schema schema, Object region, int rows) {
    // A subject of its own, since the registry would refuse what the sink must be tried with.
    int id = lake.register("writer-" + writers++, schema);
    String batch = TopicLog.batch(begun);
    for (int i = 0; i < rows; i++) {
      GenericRecord wide = new GenericData.Record(schema);
      Event event = event(begun);
      for (Schema.Field field : Event.getClassSchema().getFields()) {
        Object value = event.get(field.pos());
        wide.put(field.name(), value instanceof Instant at ? at.toEpochMilli() : value);
      }
      wide.put("region", region);
      log.row(batch, framed.value(id, wide));
    }
    log.seal(batch);
  }

  @Test
  void newColumn_appearsInOldTables() {
    Schema optionalText = SchemaBuilder.unionOf().nullType().and().stringType().endUnion();
    batch(log, NOON, 20);
    widenedBatch(NOON.plusSeconds(1), widened(optionalText), "weur", 15);
    batch(log, NOON.plusSeconds(2), 10);
    tick(log, NOON.plusSeconds(400));

    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }

    assertThat(lake.objects(LocalLake.BUCKET, "events")).hasSize(2);
    List<Record> rows = lake.iceberg("events");
    assertThat(rows).hasSize(45);
    assertThat(rows.stream().filter(row -> "weur".equals(row.getField("region")))).hasSize(15);
    assertThat(rows).noneMatch(row -> row.getField("script_name") == null);
    assertThat(lake.duckDb("events", "SELECT region, count(*) FROM FILES GROUP BY 1 ORDER BY 1"))
        .hasToString("[[weur, 15], [null, 30]]");
  }

  @Test
  void columnOfAnotherType_stopsTheTaskWithTheRemedy() {
    widenedBatch(NOON, widened(SchemaBuilder.builder().stringType()), "weur", 5);
    tick(log, NOON.plusSeconds(400));
    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }
    widenedBatch(NOON.plusSeconds(500), widened(SchemaBuilder.builder().longType()), 7L, 5);

    try (TaskRun run = run(lake.withTables(), log)) {
      assertThatThrownBy(() -> run.until(() -> false))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("region")
          .hasMessageContaining("string")
          .hasMessageContaining("long");
    }
    assertThat(countedInTable()).isEqualTo(each(5));
  }
}
