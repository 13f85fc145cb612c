package dev.tailrace.clickhouse;

import dev.tailrace.engines.ClickHouseServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The name of a database of its own that a schema is yet to make, and ways to look at it.
final class SchemaDatabase {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final String name;
  private final Endpoint endpoint;
  private final SqlOverHttp engine;

  SchemaDatabase(ClickHouseServer server) {
    this("schema_" + DATABASES.incrementAndGet(), server);
  }

  private SchemaDatabase(String name, ClickHouseServer server) {
    this.name = name;
    this.endpoint = Endpoint.of(server.url());
    this.engine = new SqlOverHttp(server.url());
  }

  /// The same database after a restart of its server.
  SchemaDatabase on(ClickHouseServer restarted) {
    return new SchemaDatabase(name, restarted);
  }

  String name() {
    return name;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  SqlOverHttp engine() {
    return engine;
  }

  /// The schema of this build.
  ClickHouseSchema schema() {
    return schema(Migrations.all());
  }

  /// The schema of another build.
  ClickHouseSchema schema(List<Migration> migrations) {
    return new ClickHouseSchema(
        endpoint, Placeholders.of(name).withRetentionDays(RecordedDatabase.LONG_DAYS), migrations);
  }

  /// A schema that a test makes up.
  ClickHouseSchema schema(Migration... migrations) {
    return new ClickHouseSchema(endpoint, Placeholders.of(name), List.of(migrations));
  }

  /// The answer to a statement within the database, as TSV without the last line break.
  String sql(String statement) {
    return engine.post(Map.of("database", name), statement).body().strip();
  }
}
