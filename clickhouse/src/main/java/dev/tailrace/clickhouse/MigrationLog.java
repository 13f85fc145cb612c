package dev.tailrace.clickhouse;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table `schema_migrations`: which files a database has seen.
///
/// A row is written after the last statement of its file. There is no lock: statements may run
/// twice, and the rows of two appliers are equal and collapse.
final class MigrationLog {
  static final String TABLE = "schema_migrations";

  /// @param version `V001`, or `R`
  record Entry(String version, String name, String checksum) {}

  private final Server server;
  private final Placeholders placeholders;

  MigrationLog(Server server, Placeholders placeholders) {
    this.server = server;
    this.placeholders = placeholders;
  }

  /// Safe to call again.
  void create() {
    server.execute(
        placeholders.render(TABLE, "CREATE DATABASE IF NOT EXISTS {{database}}{{on_cluster}}"));
    server.execute(
        placeholders.render(
            TABLE,
            """
            CREATE TABLE IF NOT EXISTS {{database}}.schema_migrations{{on_cluster}}
            (
                version String,
                name String,
                checksum String,
                applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
            )
            ENGINE = %s
            ORDER BY (version, name)
            """
                .formatted(engine())));
  }

  /// On a cluster every node of every shard holds the same rows, so it does not matter which one
  /// the tool speaks to.
  private String engine() {
    return placeholders.cluster().isEmpty()
        ? "ReplacingMergeTree(applied_at)"
        : "ReplicatedReplacingMergeTree('/clickhouse/tables/{database}/{table}',"
            + " '{shard}-{replica}', applied_at)";
  }

  boolean exists() {
    return !server
        .rows(
            "SELECT 1 FROM system.tables WHERE database = {database:String} AND name ="
                + " {name:String}",
            Map.of("database", placeholders.database(), "name", TABLE))
        .isEmpty();
  }

  List<Entry> entries() {
    return server
        .rows(
            "SELECT version, name, checksum FROM %s.schema_migrations FINAL ORDER BY version, name"
                .formatted(placeholders.database()),
            Map.of())
        .stream()
        .map(
            row ->
                new Entry(
                    row.getString("version"), row.getString("name"), row.getString("checksum")))
        .toList();
  }

  void add(Migration migration) {
    server.execute(
        """
        INSERT INTO %s.schema_migrations (version, name, checksum)
        SELECT {version:String}, {name:String}, {checksum:String}
        """
            .formatted(placeholders.database()),
        Map.of(
            "version", migration.version(),
            "name", migration.name(),
            "checksum", migration.checksum(placeholders)));
  }

  /// The entry of a file: a versioned one is known by its version alone, so that a renamed file is
  /// seen as changed.
  static Optional<Entry> entryOf(Migration migration, List<Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.version().equals(migration.version()))
        .filter(entry -> !migration.isRepeatable() || entry.name().equals(migration.name()))
        .findFirst();
  }
}
