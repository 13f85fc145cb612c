package dev.tailrace.stack;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.wire.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/// What is on the topics and in ClickHouse, counted anew from both, so that it can be compared.
///
/// @param raw records on `tail.raw`
/// @param events rows on the `events` topic, mutations among them
/// @param deadLetters by reason
/// @param notices records that are no events, by type; they are counted and dropped
/// @param stored rows in ClickHouse
/// @param distinct different ulids among them
/// @param mutations rows in ClickHouse that are mutations
/// @param counted invocations that stand in hourly windows
/// @param differingWindows windows that differ from a recount of the stored events
/// @param parquet the files and their table
/// @param things in Postgres
public record Recount(
    long raw,
    long events,
    Map<String, Long> deadLetters,
    Map<String, Long> notices,
    long stored,
    long distinct,
    long mutations,
    long counted,
    long differingWindows,
    Parquet parquet,
    Things things) {
  private static final String REFUSED_BY_SINK = "refused-by-sink";
  private static final String REFUSED_WINDOW = "refused-window";
  private static final String REFUSED_BY_R2 = "refused-by-r2";
  private static final String REFUSED_MUTATION = "refused-mutation";

  /// Header in which Kafka Connect names the topic of a record that a sink refused.
  private static final String REFUSED_TOPIC = "__connect.errors.topic";

  /// Header in which it names the connector.
  private static final String REFUSING_CONNECTOR = "__connect.errors.connector.name";

  /// What is in the Parquet files of events and in the Iceberg table over them.
  ///
  /// @param files that DuckDB read
  /// @param rows in them
  /// @param inTable rows in the table
  /// @param lost rows of the topic that are in no file
  /// @param duplicated rows that are in the files more than once
  /// @param differing groups of severity, script and day of which ClickHouse counts another number
  /// @param addsUp whether files, table and ClickHouse agree
  public record Parquet(
      long files,
      long rows,
      long inTable,
      long lost,
      long duplicated,
      long differing,
      boolean addsUp) {}

  /// What is in Postgres, compared with the history in ClickHouse.
  ///
  /// @param rows things
  /// @param relationships of which both things exist
  /// @param parked relationships of which a thing is missing
  /// @param missing things that the history has and Postgres has not
  /// @param unknown things that Postgres has and the history has not
  /// @param differing things that are not as the history says
  /// @param addsUp whether all are, but for mutations that Postgres refused
  public record Things(
      long rows,
      long relationships,
      long parked,
      long missing,
      long unknown,
      long differing,
      boolean addsUp) {}

  public Recount {
    deadLetters = Map.copyOf(deadLetters);
    notices = Map.copyOf(notices);
  }

  /// Rows of `events` that are missing in ClickHouse.
  public long lost() {
    return Math.max(0, events - refusedBySink() - distinct);
  }

  /// Rows in ClickHouse that are there more than once.
  public long duplicated() {
    return stored - distinct;
  }

  /// Invocations, dead letters and notices: each record of `tail.raw` must be one of them.
  public long accountedFor() {
    return stored - mutations + refusedRecords() + sum(notices);
  }

  public boolean addsUp() {
    return stored == distinct
        && stored + refusedBySink() == events
        && raw == accountedFor()
        && counted == stored - mutations
        && differingWindows == 0
        && parquet.addsUp()
        && parquet.lost() == 0
        && things.addsUp();
  }

  /// Rows on the topic that no store can hold.
  private long refusedBySink() {
    return deadLetters.getOrDefault(REFUSED_BY_SINK, 0L);
  }

  /// Dead letters of whole records: an invalid mutation is refused while its event goes on, an
  /// oversized document never was on `tail.raw`, and a window is made of many.
  private long refusedRecords() {
    return sum(deadLetters)
        - deadLetters.getOrDefault(DeadLetterReason.INVALID_MUTATION.code(), 0L)
        - deadLetters.getOrDefault(DeadLetterReason.TOO_LARGE.code(), 0L)
        - deadLetters.getOrDefault(REFUSED_WINDOW, 0L)
        - deadLetters.getOrDefault(REFUSED_BY_R2, 0L)
        - deadLetters.getOrDefault(REFUSED_MUTATION, 0L)
        - refusedBySink();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Counts everything; takes about a second per million records.
  static Recount of(Stack stack) {
    String broker = stack.state().bootstrapServers();
    try (var rawRecords = new TopicScan(broker, StackTopics.RAW);
        var eventRows = new TopicScan(broker, StackTopics.EVENTS);
        var letters = new TopicScan(broker, StackTopics.DEAD_LETTERS)) {
      long raw = rawRecords.count(_ -> true);
      long events = eventRows.count(row -> row.value() != null);
      Map<String, Long> deadLetters = new TreeMap<>();
      letters.forEach(letter -> deadLetters.merge(reason(letter.headers()), 1L, Long::sum));
      WindowCheck windows = new WindowCheck(stack.clickHouse());
      List<String> rows =
          stack
              .clickHouse()
              .row(
                  """
                  SELECT count(), uniqExact(ulid), countIf(event_type = 'mutation') FROM events
                  """);
      return new Recount(
          raw,
          events,
          deadLetters,
          stack.notices(),
          Long.parseLong(rows.get(0)),
          Long.parseLong(rows.get(1)),
          Long.parseLong(rows.get(2)),
          windows.progress().counted(),
          windows.differing(),
          parquet(stack.lakeCheck(), events - deadLetters.getOrDefault(REFUSED_BY_R2, 0L)),
          things(stack.thingsCheck(), deadLetters.getOrDefault(REFUSED_MUTATION, 0L)));
    }
  }

  private static Parquet parquet(LakeCheck check, long expected) {
    ParquetCounts files = check.files();
    return new Parquet(
        files.files(),
        files.rows(),
        check.table().rows(),
        Math.max(0, expected - files.distinct()),
        files.rows() - files.distinct(),
        check.differing(),
        check.addsUp());
  }

  private static Things things(ThingsCheck check, long refused) {
    return new Things(
        check.things(),
        check.relationships(),
        check.parked(),
        check.missing(),
        check.unknown(),
        check.differing(),
        check.addsUp(refused));
  }

  private static String reason(Headers headers) {
    return switch (DeadLetterHeaders.read(headers)) {
      case DeadLetterHeaders.Reading.Complete letter -> letter.deadLetter().getReason();
      // What a sink refuses, Kafka Connect puts there with headers of its own.
      case DeadLetterHeaders.Reading.Incomplete _ ->
          switch (text(headers, REFUSING_CONNECTOR)) {
            case StackTopics.R2_CONNECTOR -> REFUSED_BY_R2;
            case StackTopics.POSTGRES_CONNECTOR -> REFUSED_MUTATION;
            default -> ofWindow(headers) ? REFUSED_WINDOW : REFUSED_BY_SINK;
          };
    };
  }

  private static boolean ofWindow(Headers headers) {
    return List.of(StackTopics.SERVICE_METRICS, StackTopics.ERROR_TRENDS)
        .contains(text(headers, REFUSED_TOPIC));
  }

  /// Empty when there is no such header.
  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
