package dev.tailrace.sink.postgres;

import dev.tailrace.postgres.LocalPostgres;
import dev.tailrace.sink.UpsertSink;
import dev.tailrace.sink.UpsertStoreUnderTest;
import dev.tailrace.things.Version;
import java.util.List;
import java.util.Map;

/// The contract's states as things in a real server.
final class PostgresStore implements UpsertStoreUnderTest {
  private static final String NS = "contract.example.com";

  private final LocalPostgres server;
  private final Mutations mutations = new Mutations();

  PostgresStore(LocalPostgres server) {
    this.server = server;
    server.recreate();
  }

  @Override
  public UpsertSink connect() {
    return PostgresSinkTask.sink(config(server, Map.of()), mutations.schemas());
  }

  static PostgresSinkConfig config(LocalPostgres server, Map<String, String> more) {
    Map<String, String> properties = new java.util.HashMap<>(more);
    properties.put(PostgresSinkConfig.URL, server.url());
    properties.put(PostgresSinkConfig.USER, server.user());
    return new PostgresSinkConfig(properties);
  }

  @Override
  public byte[] state(int key, long version, long count) {
    return mutations.update(
        version(version), NS, Integer.toString(key), "{\"count\": " + count + "}");
  }

  private static Version version(long number) {
    return new Version(number << 16, 0);
  }

  /// A value of a known schema that ends too early.
  @Override
  public byte[] poison() {
    return new byte[] {0, 0, 0, 0, Mutations.SCHEMA_ID, 2};
  }

  @Override
  public List<String> rows() {
    return server
        .rows("SELECT id, version, data ->> 'count' FROM things ORDER BY length(id), id")
        .stream()
        .map(PostgresStore::shown)
        .toList();
  }

  private static String shown(String row) {
    String[] columns = row.split("\\|", -1);
    return columns[0] + " " + (Version.of(columns[1]).high() >>> 16) + " " + columns[2];
  }

  @Override
  public void stop() {
    server.stop();
  }

  @Override
  public void start() {
    server.start();
  }

  @Override
  public void dropTable() {
    server.execute("DROP TABLE things CASCADE");
  }

  @Override
  public void createTable() {
    server.recreate();
  }

  @Override
  public void close() {
    // The server goes on: the next test makes the tables anew.
  }
}
