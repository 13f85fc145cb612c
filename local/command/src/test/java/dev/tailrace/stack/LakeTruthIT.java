package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.produce.Progress;
import dev.tailrace.produce.PublishTarget;
import dev.tailrace.produce.ResumablePublish;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Recorded events in three stores, read by three engines: ClickHouse from its own table, DuckDB
/// from the Parquet files, and Iceberg's reader from the table over them.
final class LakeTruthIT {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final int SAMPLED = 1_000;

  private static final StackSettings.Roll ROLL =
      new StackSettings.Roll(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(1));

  @TempDir Path data;

  @Test
  void threeEngines_readTheSame() throws Exception {
    StackSettings settings =
        new StackSettings(
            data.resolve("data"),
            Ports.anyFree(),
            Optional.empty(),
            "default",
            Map.of(),
            StackSettings.SinkStart.CONTINUE,
            ROLL);
    try (Stack stack = Stack.start(settings, _ -> {}, CLOCK)) {
      publish(stack);
      // From here on the partitions are idle.
      Instant published = CLOCK.instant();
      Awaitility.await()
          .atMost(ROLL.interval().plusSeconds(15))
          .until(() -> stack.lakeCheck().table().rows() == 7_034);
      assertThat(Duration.between(published, CLOCK.instant()))
          .isLessThan(ROLL.interval().plusSeconds(15));
      stack.awaitDelivery(_ -> {}, () -> false);

      assertThat(stack.lakeCheck().addsUp()).isTrue();
      assertThat(stack.recount().addsUp()).isTrue();
      assertThatRowsAreTheSame(stack);
      assertThatWindowsAreTheSame(stack);
    }
  }

  /// Files hold every state that was the newest of its slot; a reader takes the highest version.
  private static void assertThatWindowsAreTheSame(Stack stack) throws SQLException {
    List<String> ofDuckDb = new ArrayList<>();
    String sql =
        """
        SELECT script_name, coalesce(dispatch_namespace, ''), epoch_ms(hour), epoch_ms(pane),
          max(version), arg_max(total_requests, version)
        FROM read_parquet('%s/service_metrics_hourly/**/*.parquet', hive_partitioning = false)
        GROUP BY ALL
        """
            .formatted(stack.files());
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement query = duckDb.createStatement();
        ResultSet result = query.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        ofDuckDb.add(row.toString());
      }
    }
    List<String> ofClickHouse =
        stack
            .clickHouse()
            .rows(
                """
                SELECT script_name, ifNull(dispatch_namespace, ''), toUnixTimestamp(hour) * 1000,
                  toUnixTimestamp64Milli(pane), version, total_requests
                FROM service_metrics_hourly FINAL
                """)
            .stream()
            .map(List::toString)
            .toList();
    assertThat(ofDuckDb).isNotEmpty().containsExactlyInAnyOrderElementsOf(ofClickHouse);
  }

  private static void publish(Stack stack) {
    PublishTarget target =
        PublishTarget.of(
            stack.state().bootstrapServers(), Optional.of(stack.state().registryUrl()));
    var _ =
        new ResumablePublish(target, CLOCK)
            .publish(
                Samples.file("tail-events-prodlike.jsonl"),
                ResumablePublish.Mode.ONCE,
                new Progress());
  }

  private static void assertThatRowsAreTheSame(Stack stack) throws SQLException, IOException {
    List<Record> iceberg = iceberg(stack);
    List<String> columns =
        iceberg.getFirst().struct().fields().stream().map(field -> field.name()).toList();
    assertThat(columns).hasSize(53).contains("ulid", "logs", "script_tags", "event_timestamp");
    List<String> sampled =
        iceberg.stream()
            .map(row -> row.getField("ulid").toString())
            .sorted()
            .filter(ulid -> ulid.hashCode() % 7 != 0)
            .limit(SAMPLED)
            .toList();
    Map<String, Map<String, String>> ofIceberg = new HashMap<>();
    for (Record row : iceberg) {
      Map<String, String> values = new TreeMap<>();
      columns.forEach(column -> values.put(column, canonical(row.getField(column))));
      ofIceberg.put(values.get("ulid"), values);
    }
    ofIceberg.keySet().retainAll(sampled);

    assertThat(ofIceberg).hasSize(SAMPLED);
    assertThat(differences(duckDb(stack, columns, sampled), ofIceberg)).isEmpty();
    assertThat(differences(clickHouse(stack, columns, sampled), ofIceberg)).isEmpty();
  }

  /// Every value in which two engines differ, named.
  private static List<String> differences(
      Map<String, Map<String, String>> one, Map<String, Map<String, String>> other) {
    assertThat(one.keySet()).isEqualTo(other.keySet());
    List<String> differences = new ArrayList<>();
    one.forEach(
        (ulid, values) ->
            values.forEach(
                (column, value) -> {
                  String expected = other.get(ulid).get(column);
                  if (!value.equals(expected)) {
                    differences.add(
                        "%s of %s: '%s' and '%s'".formatted(column, ulid, value, expected));
                  }
                }));
    return differences;
  }

  private static List<Record> iceberg(Stack stack) throws IOException {
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize("test", Map.of("uri", stack.state().icebergUrl()));
      Table table = catalog.loadTable(TableIdentifier.of("tailrace", "events"));
      List<Record> rows = new ArrayList<>();
      try (CloseableIterable<Record> read = IcebergGenerics.read(table).build()) {
        read.forEach(rows::add);
      }
      return rows;
    }
  }

  private static Map<String, Map<String, String>> duckDb(
      Stack stack, List<String> columns, List<String> ulids) throws SQLException {
    Map<String, Map<String, String>> rows = new HashMap<>();
    String sql =
        "SELECT %s FROM read_parquet('%s/events/**/*.parquet', hive_partitioning = false) WHERE ulid IN (%s)"
            .formatted(
                columns.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ")),
                stack.files(),
                quoted(ulids));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement query = duckDb.createStatement();
        ResultSet result = query.executeQuery(sql)) {
      while (result.next()) {
        Map<String, String> values = new TreeMap<>();
        for (String column : columns) {
          values.put(column, canonical(result.getObject(column)));
        }
        rows.put(values.get("ulid"), values);
      }
    }
    return rows;
  }

  private static Map<String, Map<String, String>> clickHouse(
      Stack stack, List<String> columns, List<String> ulids) {
    String names =
        columns.stream()
            .map(
                column ->
                    switch (column) {
                      case "timestamp", "event_timestamp", "scheduled_time" ->
                          "toString(toUnixTimestamp64Milli(" + column + "))";
                      // ClickHouse's arrays are never null.
                      case "script_tags" ->
                          "if(empty(script_tags), NULL, arrayStringConcat(script_tags, '|'))";
                      default -> column;
                    })
            .collect(Collectors.joining(", "));
    Map<String, Map<String, String>> rows = new HashMap<>();
    for (List<String> row :
        stack
            .clickHouse()
            .rows("SELECT " + names + " FROM events WHERE ulid IN (" + quoted(ulids) + ")")) {
      Map<String, String> values = new TreeMap<>();
      for (int i = 0; i < columns.size(); i++) {
        values.put(columns.get(i), canonical(row.get(i)));
      }
      rows.put(values.get("ulid"), values);
    }
    return rows;
  }

  private static String quoted(List<String> ulids) {
    return ulids.stream().map(ulid -> "'" + ulid + "'").collect(Collectors.joining(","));
  }

  /// One text for what the engines give in types of their own.
  private static String canonical(Object value) {
    return switch (value) {
      case null -> "no value";
      case OffsetDateTime time -> String.valueOf(time.toInstant().toEpochMilli());
      case Collection<?> all -> all.stream().map(String::valueOf).collect(Collectors.joining("|"));
      case Array array -> canonical(array);
      default -> value.toString();
    };
  }

  private static String canonical(Array array) {
    try {
      return canonical(Arrays.asList((Object[]) array.getArray()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
