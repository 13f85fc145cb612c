package dev.tailrace.audit;

import java.util.List;

/// What the audited stores are called.
public final class StoreNames {
  /// The topic `events`.
  public static final String EVENTS_TOPIC = "events-topic";

  /// The topic `things.mutations`.
  public static final String MUTATIONS_TOPIC = "mutations-topic";

  /// The topic `tail.dead-letter`.
  public static final String DEAD_LETTERS = "dead-letters";

  /// The dead letters in the errors bucket.
  public static final String DEAD_LETTERS_BUCKET = "dead-letters-bucket";

  /// The table `events` of ClickHouse.
  public static final String CLICKHOUSE = "clickhouse";

  /// The Parquet files of events.
  public static final String PARQUET = "parquet";

  /// The Iceberg table over them.
  public static final String ICEBERG = "iceberg";

  /// The table `things` of Postgres.
  public static final String POSTGRES_THINGS = "postgres-things";

  /// The tables `relationships` and `relationships_parked`.
  public static final String POSTGRES_RELATIONSHIPS = "postgres-relationships";

  /// The windows in ClickHouse, hourly and of five minutes.
  public static final String WINDOWS_CLICKHOUSE = "windows-clickhouse";

  /// The windows in Parquet files.
  public static final String WINDOWS_PARQUET = "windows-parquet";

  /// All of them, in the order of a report.
  public static final List<String> ALL =
      List.of(
          EVENTS_TOPIC,
          MUTATIONS_TOPIC,
          DEAD_LETTERS,
          DEAD_LETTERS_BUCKET,
          CLICKHOUSE,
          PARQUET,
          ICEBERG,
          POSTGRES_THINGS,
          POSTGRES_RELATIONSHIPS,
          WINDOWS_CLICKHOUSE,
          WINDOWS_PARQUET);

  private StoreNames() {}
}
