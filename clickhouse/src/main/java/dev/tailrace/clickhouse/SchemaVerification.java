package dev.tailrace.clickhouse;

import dev.tailrace.clickhouse.SchemaReport.Problem;
import dev.tailrace.clickhouse.SchemaReport.SchemaObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Compares a database with its migrations.
///
/// What the migrations mean is asked of the same engine: they are applied to a shadow database
/// without rows, which is dropped again. So both sides are written the way this version of the
/// engine writes them, and no difference of formatting is ever reported.
final class SchemaVerification {
  private final Server server;
  private final Placeholders placeholders;
  private final List<Migration> migrations;
  private final Catalog catalog;

  SchemaVerification(Server server, Placeholders placeholders, List<Migration> migrations) {
    this.server = server;
    this.placeholders = placeholders;
    this.migrations = migrations;
    this.catalog = new Catalog(server);
  }

  SchemaReport report() {
    String database = placeholders.database();
    String version = server.rows("SELECT version() AS v", Map.of()).getFirst().getString("v");
    if (!catalog.has(database)) {
      Problem missing =
          new Problem(
              "database " + database, "a database", ShapeDifference.NOTHING, "run: schema apply");
      return new SchemaReport(database, version, List.of(), List.of(missing));
    }
    List<Problem> problems = new ArrayList<>(migrationProblems());
    List<SchemaObject> objects = new ArrayList<>();
    Map<String, TableShape> shapes = catalog.shapes(database, database);
    for (TableShape expected : expectedShapes().values()) {
      TableShape found = shapes.get(expected.name());
      if (found == null) {
        problems.add(missing(expected));
      } else {
        problems.addAll(new ShapeDifference(placeholders, expected, found).problems());
        objects.add(
            new SchemaObject(
                found.name(), found.engine(), found.columns(), found.rows(), found.bytes()));
      }
    }
    return new SchemaReport(database, version, objects, problems);
  }

  private List<Problem> migrationProblems() {
    MigrationLog log = new MigrationLog(server, placeholders);
    List<MigrationLog.Entry> entries = log.exists() ? log.entries() : List.of();
    List<Problem> problems = new ArrayList<>();
    for (Migration migration : migrations) {
      String object = "migration " + migration.file();
      String checksum = migration.checksum(placeholders);
      Optional<MigrationLog.Entry> entry = MigrationLog.entryOf(migration, entries);
      if (entry.isEmpty()) {
        problems.add(new Problem(object, "applied", ShapeDifference.NOTHING, "run: schema apply"));
      } else if (!entry.get().checksum().equals(checksum)) {
        problems.add(
            new Problem(
                object,
                "checksum " + checksum,
                "checksum " + entry.get().checksum(),
                migration.isRepeatable()
                    ? "run: schema apply"
                    : "restore the file and write the change as a new migration"));
      }
    }
    entries.stream().filter(this::isUnknown).forEach(entry -> problems.add(unknown(entry)));
    return problems;
  }

  private boolean isUnknown(MigrationLog.Entry entry) {
    return migrations.stream()
        .noneMatch(migration -> MigrationLog.entryOf(migration, List.of(entry)).isPresent());
  }

  private static Problem unknown(MigrationLog.Entry entry) {
    return new Problem(
        "migration %s__%s.sql".formatted(entry.version(), entry.name()),
        ShapeDifference.NOTHING,
        "applied",
        "a newer build changed this database: use that build");
  }

  private Problem missing(TableShape expected) {
    String qualified = placeholders.database() + "." + expected.name();
    String create =
        migrations.stream()
            .flatMap(migration -> migration.statements(placeholders).stream())
            .filter(statement -> statement.contains(" EXISTS " + qualified + " "))
            .findFirst()
            .orElse("run: schema apply");
    return new Problem(expected.name(), expected.engine(), ShapeDifference.NOTHING, create);
  }

  private Map<String, TableShape> expectedShapes() {
    Placeholders shadow =
        placeholders.local("shadow_" + UUID.randomUUID().toString().replace('-', '_'));
    server.execute("CREATE DATABASE " + shadow.database());
    try {
      for (Migration migration : migrations) {
        migration.statements(shadow).forEach(server::execute);
      }
      Map<String, TableShape> shapes =
          new LinkedHashMap<>(catalog.shapes(shadow.database(), placeholders.database()));
      shapes.replaceAll((_, shape) -> onThisInstallation(shape));
      return shapes;
    } finally {
      server.execute("DROP DATABASE IF EXISTS %s SYNC".formatted(shadow.database()));
    }
  }

  /// The shadow is local; on a cluster the same table is expected to be replicated.
  private TableShape onThisInstallation(TableShape shape) {
    String engine = shape.engine();
    if (placeholders.cluster().isEmpty() || !engine.contains("MergeTree")) {
      return shape;
    }
    Map<String, String> elements = new LinkedHashMap<>(shape.elements());
    elements.put(
        "ENGINE",
        EngineClauses.withoutReplicaPath(
            placeholders.render("engine", "{{engine:%s}}".formatted(engine))));
    return shape.withElements(elements);
  }
}
