package dev.tailrace.faults;

import dev.tailrace.faults.Freshness.StoreAddresses;
import dev.tailrace.postgres.PostgresAddress;
import java.net.URI;

/// How far a store has come. One thread.
interface StorePosition extends AutoCloseable {
  /// A text that changes when the store takes something in.
  ///
  /// @throws Unknown when the store is down or does not answer within two seconds
  String ask() throws Unknown, InterruptedException;

  @Override
  default void close() {}

  /// A store could not be asked.
  final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;

    Unknown(String why, Throwable cause) {
      super(why, cause);
    }
  }

  /// The newest event.
  static StorePosition ofEvents(StoreAddresses stores) {
    return HttpPosition.ofClickHouse(
        stores.clickHouse(), stores.database(), "SELECT max(timestamp) FROM events");
  }

  /// The newest publication of a window, which is its version.
  static StorePosition ofWindows(StoreAddresses stores) {
    return HttpPosition.ofClickHouse(
        stores.clickHouse(), stores.database(), "SELECT max(version) FROM service_metrics_hourly");
  }

  /// The newest change of a thing.
  static StorePosition ofThings(PostgresAddress postgres) {
    return new PostgresPosition(postgres, "SELECT max(updated_at)::text FROM things");
  }

  /// The time of the current snapshot of the table of events.
  static StorePosition ofTable(URI catalog) {
    return HttpPosition.ofTable(catalog, "tailrace", "events");
  }
}
