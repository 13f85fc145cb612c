package dev.tailrace.sink.r2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.engines.S3Server;
import dev.tailrace.schema.ErrorTrends5Min;
import dev.tailrace.sink.iceberg.Lake;
import dev.tailrace.sink.iceberg.TableFacts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;

/// Tables that were made before the sink wrote its first row.
class LakeTablesIT extends R2Contract {
  private LakeTables tables() {
    BucketSettings bucket =
        new BucketSettings(
            Optional.of(lake.s3()),
            S3Server.REGION,
            LocalLake.BUCKET,
            "",
            Optional.of(new BucketSettings.Credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)),
            Duration.ofSeconds(10));
    return LakeTables.connect(Map.of("uri", lake.catalogUrl().toString()), bucket, "tailrace");
  }

  private void sinkWritesEvents() {
    TopicLog log = new TopicLog("events", 0);
    batch(log, NOON, 20);
    tick(log, NOON.plusSeconds(400));
    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }
  }

  private record Shape(
      Schema columns, PartitionSpec partitions, Map<String, String> settings, String location) {
    static Shape of(Table table) {
      Map<String, String> settings = new TreeMap<>(table.properties());
      settings.keySet().removeIf(name -> name.startsWith("tailrace."));
      return new Shape(table.schema(), table.spec(), settings, table.location());
    }

    boolean isAs(Shape other) {
      return columns.sameSchema(other.columns)
          && partitions.equals(other.partitions)
          && settings.equals(other.settings)
          && location.equals(other.location);
    }
  }

  @Test
  void tableMadeEarly_isTheOneThatTheSinkMakes() throws Exception {
    sinkWritesEvents();
    Shape bySink = Shape.of(lake.table("events"));
    try (RESTCatalog catalog = lake.catalog()) {
      assertThat(catalog.dropTable(TableIdentifier.of("tailrace", "events"), false)).isTrue();
    }
    try (LakeTables tables = tables()) {
      tables.prepare("events");
    }
    Shape early = Shape.of(lake.table("events"));
    assertThat(early.isAs(bySink)).as("%s is %s", early, bySink).isTrue();
  }

  @Test
  void sink_changesNothingOfATableMadeEarly_andItsRowsShowInTheFacts() {
    try (LakeTables tables = tables()) {
      LakeTables.names().forEach(tables::prepare);
      LakeTables.names().forEach(tables::prepare);
      sinkWritesEvents();

      Table table = lake.table("events");
      assertThat(table.schemas()).hasSize(1);
      assertThat(lake.iceberg("events")).hasSize(20);
      TableFacts facts = tables.facts("events").orElseThrow();
      assertThat(facts.differences()).isEmpty();
      assertThat(facts.partitioning()).isEqualTo(facts.neededPartitioning());
      assertThat(facts.size().rows()).isEqualTo(20);
      assertThat(facts.size().files()).isEqualTo(1);
      assertThat(facts.size().bytes()).isPositive();
      assertThat(facts.size().snapshots()).isEqualTo(1);
      assertThat(facts.progress()).containsOnlyKeys("kafka/events-0");
      assertThat(facts.progress().get("kafka/events-0").next()).isGreaterThanOrEqualTo(20);
      assertThat(facts.validThrough().orElseThrow()).isAfterOrEqualTo(NOON);
    }
  }

  @Test
  void windowsTable_hasTheTimeOfTheRecord_andNothingIsMissing() throws Exception {
    try (LakeTables tables = tables();
        Lake sinks =
            Lake.connect(
                Map.of("uri", lake.catalogUrl().toString(), "client.region", "auto"), "tailrace")) {
      tables.prepare("error_trends_5min");
      Table table = lake.table("error_trends_5min");
      assertThat(table.schema().columns())
          .hasSize(ErrorTrends5Min.getClassSchema().getFields().size() + 1);
      assertThat(table.schema().findField("published_at")).isNotNull();
      assertThat(sinks.existing("error_trends_5min", "published_at").orElseThrow())
          .satisfies(
              known ->
                  assertThat(known.columns(table.schema()).sameSchema(table.schema())).isTrue());
    }
  }
}
