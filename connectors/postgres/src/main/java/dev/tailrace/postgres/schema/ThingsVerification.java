package dev.tailrace.postgres.schema;

import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.PostgresRefusal;
import dev.tailrace.postgres.schema.ThingsSchemaReport.Problem;
import dev.tailrace.postgres.schema.ThingsSchemaReport.SchemaObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Compares a database with its migrations.
///
/// What the migrations mean is asked of the same server: they are run in a schema without rows, in
/// a transaction that is rolled back, so that nobody else ever sees it. Both sides are written the
/// way this version of Postgres writes them, and no difference of formatting is ever reported.
final class ThingsVerification {
  private final PostgresAddress address;
  private final ThingsMigrations migrations;

  ThingsVerification(PostgresAddress address, ThingsMigrations migrations) {
    this.address = address;
    this.migrations = migrations;
  }

  ThingsSchemaReport report() {
    List<Problem> problems = new ArrayList<>(migrations.problems());
    List<SchemaObject> objects = new ArrayList<>();
    try (Connection connection = address.dataSource().getConnection()) {
      String schema = connection.getSchema();
      String version = connection.getMetaData().getDatabaseProductVersion();
      connection.setAutoCommit(false);
      try {
        Map<String, ObjectShape> shapes = new ThingsCatalog(connection).shapes(schema);
        for (ObjectShape expected : expectedShapes(connection).values()) {
          ObjectShape found = shapes.get(expected.name());
          if (found == null) {
            problems.add(missing(expected));
          } else {
            problems.addAll(new ShapeDifference(expected, found).problems());
            objects.add(object(connection, found));
          }
        }
      } finally {
        connection.rollback();
      }
      return new ThingsSchemaReport(
          "%s, schema %s".formatted(address.place(), schema), version, objects, problems);
    } catch (SQLException e) {
      throw PostgresRefusal.of(address, e);
    }
  }

  private static Problem missing(ObjectShape expected) {
    return new Problem(
        expected.name(),
        expected.isTable() ? expected.kind() : expected.definition(),
        ShapeDifference.NOTHING,
        "run: schema apply; if its migration is noted as applied, restore it from a backup or make"
            + " it as the migration writes it");
  }

  /// Leaves the connection in its transaction, with the search path as it was.
  private Map<String, ObjectShape> expectedShapes(Connection connection) throws SQLException {
    String scratch = "tailrace_verify_" + UUID.randomUUID().toString().replace("-", "");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SAVEPOINT as_it_is");
      statement.execute("CREATE SCHEMA " + scratch);
      statement.execute(
          "SELECT set_config('search_path', '%s, ' || current_setting('search_path'), true)"
              .formatted(scratch));
      for (String text : migrations.texts()) {
        statement.execute(text);
      }
      Map<String, ObjectShape> shapes = new ThingsCatalog(connection).shapes(scratch);
      statement.execute("ROLLBACK TO SAVEPOINT as_it_is");
      return shapes;
    }
  }

  private static SchemaObject object(Connection connection, ObjectShape shape) throws SQLException {
    if (!shape.isTable()) {
      return new SchemaObject(shape.name(), shape.kind(), 0, 0, 0);
    }
    try (PreparedStatement count =
            connection.prepareStatement("SELECT count(*) FROM " + shape.name());
        ResultSet rows = count.executeQuery()) {
      rows.next();
      return new SchemaObject(
          shape.name(), shape.kind(), shape.columns().size(), rows.getLong(1), shape.bytes());
    }
  }
}
