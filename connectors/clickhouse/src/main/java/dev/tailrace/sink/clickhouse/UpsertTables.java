package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.Outcome;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Sees to it that upserts go into tables that replace. In another one each update of a window
/// would stay beside the one before, and nothing would show it but wrong sums. Thread-safe.
final class UpsertTables {
  private final ClickHouseConnection connection;
  private final Set<String> fit = ConcurrentHashMap.newKeySet();

  UpsertTables(ClickHouseConnection connection) {
    this.connection = connection;
  }

  /// The problem with this table, if there is one. A table is asked about until it was found fit.
  ///
  /// @throws ClickHouseFailure when the server cannot be asked
  Optional<Outcome.Failure> problem(String table) {
    if (fit.contains(table)) {
      return Optional.empty();
    }
    Optional<String> engine = connection.engine(table);
    // Of a Distributed table, say, this one does not know what lies behind it.
    if (engine.filter(UpsertTables::keepsEveryVersion).isPresent()) {
      String why =
          "table %s has engine %s, which would keep every version of a row. Remedy: make it a ReplacingMergeTree(version), or set %s to the table that is one"
              .formatted(table, engine.get(), ClickHouseConfig.TABLES);
      return Optional.of(new Outcome.Broken(why, new IllegalStateException(why)));
    }
    engine.ifPresent(_ -> fit.add(table));
    // A table that is not there is found missing when it is described.
    return Optional.empty();
  }

  private static boolean keepsEveryVersion(String engine) {
    return engine.endsWith("MergeTree") && !engine.contains("Replacing");
  }
}
