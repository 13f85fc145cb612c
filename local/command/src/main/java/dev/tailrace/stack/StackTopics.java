package dev.tailrace.stack;

import dev.tailrace.topology.TopicNames;
import java.util.List;
import java.util.stream.Stream;

/// Names that the parts of the stack share.
final class StackTopics {
  static final String RAW = "tail.raw";
  static final String EVENTS = "events";
  static final String SERVICE_METRICS = TopicNames.DEFAULT.serviceMetrics();
  static final String ERROR_TRENDS = TopicNames.DEFAULT.errorTrends();
  static final String MUTATIONS = TopicNames.DEFAULT.mutations();
  static final String DEAD_LETTERS = "tail.dead-letter";
  static final String APPLICATION_ID = "tailrace";
  static final String CLICKHOUSE_CONNECTOR = "clickhouse";
  static final String WINDOWS_CONNECTOR = "clickhouse-windows";
  static final String POSTGRES_CONNECTOR = "postgres";
  static final String R2_CONNECTOR = "r2";

  /// Connect does not let a connector read the topic that its own dead letters go to.
  static final String LETTERS_CONNECTOR = "r2-dead-letters";

  static final Delivery.Stage TOPOLOGY = new Delivery.Stage("the topology", RAW, APPLICATION_ID);

  /// The merging half of the topology.
  static final Delivery.Stage WINDOWS =
      new Delivery.Stage("the windows", TopicNames.DEFAULT.partials(), APPLICATION_ID);

  /// The ways out of the log. More than one may be of one consumer group.
  static final List<Delivery.Stage> SINKS =
      List.of(
          new Delivery.Stage("ClickHouse", EVENTS, "connect-" + CLICKHOUSE_CONNECTOR),
          new Delivery.Stage(
              "the hourly windows in ClickHouse", SERVICE_METRICS, "connect-" + WINDOWS_CONNECTOR),
          new Delivery.Stage(
              "the 5-minute windows in ClickHouse", ERROR_TRENDS, "connect-" + WINDOWS_CONNECTOR),
          new Delivery.Stage("the things in Postgres", MUTATIONS, "connect-" + POSTGRES_CONNECTOR),
          new Delivery.Stage("Parquet and its table", EVENTS, "connect-" + R2_CONNECTOR),
          new Delivery.Stage(
              "the hourly windows in Parquet", SERVICE_METRICS, "connect-" + R2_CONNECTOR),
          new Delivery.Stage(
              "the 5-minute windows in Parquet", ERROR_TRENDS, "connect-" + R2_CONNECTOR),
          new Delivery.Stage(
              "dead letters in the bucket", DEAD_LETTERS, "connect-" + LETTERS_CONNECTOR));

  static final List<Delivery.Stage> STAGES =
      Stream.concat(Stream.of(TOPOLOGY, WINDOWS), SINKS.stream()).toList();

  private StackTopics() {}
}
