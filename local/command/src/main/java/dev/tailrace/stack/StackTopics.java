package dev.tailrace.stack;

import dev.tailrace.topology.TopicNames;
import java.util.List;
import java.util.stream.Stream;

/// Names that the parts of the stack share.
public final class StackTopics {
  public static final String RAW = "tail.raw";
  public static final String EVENTS = "events";
  public static final String SERVICE_METRICS = TopicNames.DEFAULT.serviceMetrics();
  public static final String ERROR_TRENDS = TopicNames.DEFAULT.errorTrends();
  public static final String MUTATIONS = TopicNames.DEFAULT.mutations();
  public static final String DEAD_LETTERS = "tail.dead-letter";
  public static final String APPLICATION_ID = "tailrace";
  public static final String CLICKHOUSE_CONNECTOR = "clickhouse";
  public static final String WINDOWS_CONNECTOR = "clickhouse-windows";
  public static final String POSTGRES_CONNECTOR = "postgres";
  public static final String R2_CONNECTOR = "r2";

  /// Connect does not let a connector read the topic that its own dead letters go to.
  public static final String LETTERS_CONNECTOR = "r2-dead-letters";

  public static final Delivery.Stage TOPOLOGY =
      new Delivery.Stage("the topology", RAW, APPLICATION_ID);

  /// The merging half of the topology.
  public static final Delivery.Stage WINDOWS =
      new Delivery.Stage("the windows", TopicNames.DEFAULT.partials(), APPLICATION_ID);

  /// The ways out of the log. More than one may be of one consumer group.
  public static final List<Delivery.Stage> SINKS =
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

  public static final List<Delivery.Stage> STAGES =
      Stream.concat(Stream.of(TOPOLOGY, WINDOWS), SINKS.stream()).toList();

  private StackTopics() {}
}
