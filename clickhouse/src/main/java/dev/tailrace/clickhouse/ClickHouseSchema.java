package dev.tailrace.clickhouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings a ClickHouse database to this build's schema, and checks that it has it.
///
/// Laws: applying twice changes nothing; an applied file that has changed since is refused before
/// anything runs; an application that stopped half way is finished by the next; two appliers at
/// once end as one would. Not thread-safe: one instance per thread.
public final class ClickHouseSchema implements AutoCloseable {
  private final Server server;
  private final Placeholders placeholders;
  private final List<Migration> migrations;

  public ClickHouseSchema(Endpoint endpoint, Placeholders placeholders) {
    this(endpoint, placeholders, Migrations.all());
  }

  ClickHouseSchema(Endpoint endpoint, Placeholders placeholders, List<Migration> migrations) {
    this.server = new Server(endpoint);
    this.placeholders = placeholders;
    this.migrations = List.copyOf(migrations);
  }

  /// What one application did.
  ///
  /// @param applied files run now, in order
  /// @param unchanged files that were there already
  public record Applied(List<String> applied, List<String> unchanged) {
    public Applied {
      applied = List.copyOf(applied);
      unchanged = List.copyOf(unchanged);
    }
  }

  /// Creates the database if need be and runs every migration it has not seen.
  ///
  /// @throws SchemaException when the server does not answer or refuses a statement, or when an
  ///     applied file has changed
  public Applied apply() {
    MigrationLog log = new MigrationLog(server, placeholders);
    log.create();
    List<MigrationLog.Entry> entries = log.entries();
    List<Migration> pending = new ArrayList<>();
    for (Migration migration : migrations) {
      if (isPending(migration, entries)) {
        pending.add(migration);
      }
    }
    for (Migration migration : pending) {
      migration.statements(placeholders).forEach(server::execute);
      log.add(migration);
    }
    return new Applied(
        pending.stream().map(Migration::file).toList(),
        migrations.stream().filter(m -> !pending.contains(m)).map(Migration::file).toList());
  }

  private boolean isPending(Migration migration, List<MigrationLog.Entry> entries) {
    Optional<MigrationLog.Entry> entry = MigrationLog.entryOf(migration, entries);
    if (entry.isEmpty()) {
      return true;
    }
    boolean same =
        entry.get().name().equals(migration.name())
            && entry.get().checksum().equals(migration.checksum(placeholders));
    if (!same && !migration.isRepeatable()) {
      throw new SchemaException(
          "%s was applied to database %s and has changed since (applied as %s__%s): restore the file and write the change as a new migration"
              .formatted(
                  migration.file(),
                  placeholders.database(),
                  entry.get().version(),
                  entry.get().name()));
    }
    return !same;
  }

  /// Compares the database with the migrations of this build. Changes nothing; needs the right to
  /// create and drop a database, because it asks the engine itself what the migrations mean.
  ///
  /// @throws SchemaException when the server does not answer or refuses a statement
  public SchemaReport verify() {
    return new SchemaVerification(server, placeholders, migrations).report();
  }

  /// Every statement that [#apply()] would run on an empty server, in order, for those who run DDL
  /// by other means. Needs no server.
  public List<String> statements() {
    return migrations.stream().flatMap(m -> m.statements(placeholders).stream()).toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
