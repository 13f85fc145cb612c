package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.engines.S3Server;
import dev.tailrace.letters.BucketLetters;
import dev.tailrace.letters.LetterFilter;
import dev.tailrace.letters.LetterSource;
import dev.tailrace.letters.TopicLetters;
import dev.tailrace.produce.Progress;
import dev.tailrace.produce.PublishTarget;
import dev.tailrace.produce.ResumablePublish;
import dev.tailrace.stack.ParquetCounts.Group;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.data.Record;
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
            Optional.empty(),
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
      assertThatLettersAreTheSame(stack);
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
    List<Record> iceberg = LakeReaders.iceberg(stack);
    assertThat(groups(iceberg)).isEqualTo(stack.lakeCheck().files().groups());
    List<String> columns =
        iceberg.getFirst().struct().fields().stream().map(field -> field.name()).toList();
    assertThat(columns).hasSize(54).contains("ulid", "logs", "script_tags", "event_timestamp");
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
      columns.forEach(column -> values.put(column, LakeReaders.canonical(row.getField(column))));
      ofIceberg.put(values.get("ulid"), values);
    }
    ofIceberg.keySet().retainAll(sampled);

    assertThat(ofIceberg).hasSize(SAMPLED);
    assertThat(differences(LakeReaders.duckDb(stack, columns, sampled), ofIceberg)).isEmpty();
    assertThat(differences(LakeReaders.clickHouse(stack, columns, sampled), ofIceberg)).isEmpty();
  }

  private static Map<Group, Long> groups(List<Record> rows) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                row ->
                    new Group(
                        row.getField("severity").toString(),
                        row.getField("script_name").toString(),
                        ((OffsetDateTime) row.getField("timestamp"))
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .toLocalDate()),
                Collectors.counting()));
  }

  /// The letters in the bucket are those on the topic, byte for byte.
  private static void assertThatLettersAreTheSame(Stack stack) {
    BucketAddress bucket =
        BucketAddress.of("s3://" + Lake.ERRORS_BUCKET)
            .withEndpoint(URI.create(stack.state().s3Url()))
            .withCredentials(
                new BucketAddress.Credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY));
    PublishTarget target = PublishTarget.of(stack.state().bootstrapServers(), Optional.empty());
    try (LetterSource onTopic = new TopicLetters(target, CLOCK);
        LetterSource inBucket = BucketLetters.open(bucket, BucketLetters.DEFAULT_CLUSTER)) {
      assertThat(letters(inBucket)).hasSize(19).isEqualTo(letters(onTopic));
    }
  }

  private static List<String> letters(LetterSource source) {
    List<String> letters = new ArrayList<>();
    source.forEach(
        LetterFilter.ALL,
        letter ->
            letters.add(
                letter.id()
                    + " "
                    + letter.time()
                    + " "
                    + letter.origin()
                    + " "
                    + HexFormat.of().formatHex(letter.body().bytes())));
    letters.sort(null);
    return letters;
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
}
