package dev.tailrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.engines.ClickHouseDistribution;
import dev.tailrace.engines.ClickHouseServer;
import dev.tailrace.engines.IcebergCatalogServer;
import dev.tailrace.engines.IcebergCatalogServer.Warehouse;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.engines.S3Server;
import dev.tailrace.faults.Freshness.StoreAddresses;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.stack.ClickHouseHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshnessIT {
  @TempDir Path folder;

  @Test
  void clickHouse_positionFollowsItsRows() throws Exception {
    try (ClickHouseServer server =
        ClickHouseServer.start(
            ClickHouseServer.Settings.of(folder),
            ClickHouseDistribution.ofThisMachine().fetch((_, _) -> {}))) {
      ClickHouseHttp sql = new ClickHouseHttp(Endpoint.of(server.url()), "default");
      StoreAddresses stores = addresses(URI.create(server.url()), URI.create("http://127.0.0.1:1"));
      run(sql, "CREATE TABLE events (timestamp DateTime64(3)) ORDER BY ()");
      run(sql, "CREATE TABLE service_metrics_hourly (version UInt64) ORDER BY ()");
      try (StorePosition events = StorePosition.ofEvents(stores);
          StorePosition windows = StorePosition.ofWindows(stores)) {
        assertThat(events.ask()).startsWith("1970-01-01");
        run(sql, "INSERT INTO events VALUES ('2026-11-20 12:00:00.123')");
        run(sql, "INSERT INTO service_metrics_hourly VALUES (17)");

        assertThat(events.ask()).isEqualTo("2026-11-20 12:00:00.123");
        assertThat(windows.ask()).isEqualTo("17");
      }
    }
  }

  @Test
  void postgres_positionFollowsItsRowsThroughARestart() throws Exception {
    PostgresServer server = PostgresServer.start(folder, 0);
    int port = server.port();
    var address = new PostgresAddress(server.jdbcUrl(), server.user(), server.password());
    try (StorePosition things = StorePosition.ofThings(address)) {
      run(address, "CREATE TABLE things (updated_at timestamptz NOT NULL)");
      assertThat(things.ask()).isEqualTo("no row");
      run(address, "INSERT INTO things VALUES ('2026-11-20T12:00:00Z')");
      assertThat(things.ask()).startsWith("2026-11-20 12:00:00");

      server.close();
      assertThatExceptionOfType(StorePosition.Unknown.class).isThrownBy(things::ask);
      server = PostgresServer.start(folder, port);

      assertThat(things.ask()).startsWith("2026-11-20 12:00:00");
    } finally {
      server.close();
    }
  }

  @Test
  void table_positionIsItsSnapshot() throws Exception {
    try (S3Server s3 = S3Server.start(0, folder.resolve("s3"), List.of("tailrace"));
        IcebergCatalogServer catalog =
            IcebergCatalogServer.start(
                0, folder.resolve("catalog"), new Warehouse("s3://tailrace/warehouse", s3.url()));
        RESTCatalog client = new RESTCatalog();
        StorePosition position = StorePosition.ofTable(URI.create(catalog.url()))) {
      client.initialize("test", Map.of("uri", catalog.url()));
      assertThatExceptionOfType(StorePosition.Unknown.class).isThrownBy(position::ask);
      client.createNamespace(Namespace.of("tailrace"));
      Table table =
          client.createTable(
              TableIdentifier.of("tailrace", "events"),
              new Schema(Types.NestedField.required(1, "ulid", Types.StringType.get())));
      assertThat(position.ask()).isEqualTo("no snapshot");

      append(table, "a");
      String first = position.ask();
      append(table, "b");

      assertThat(first).startsWith("17");
      assertThat(position.ask()).startsWith("17").isNotEqualTo(first);
    }
  }

  @Test
  void storesThatNeverAnswer_standStillAndNothingIsThrown() throws IOException {
    AtomicLong published = new AtomicLong();
    // Accepts connections, as a stopped process does, and answers nothing.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      URI nobody = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      try (Freshness freshness =
          Freshness.start(addresses(nobody, nobody), published::incrementAndGet)) {
        await()
            .untilAsserted(
                () ->
                    assertThat(freshness.longestGaps())
                        .containsOnlyKeys(
                            Freshness.EVENTS, Freshness.WINDOWS, Freshness.THINGS, Freshness.TABLE)
                        .allSatisfy((_, gap) -> assertThat(gap).isGreaterThan(seconds(1))));

        freshness.reset();

        assertThat(freshness.longestGaps())
            .allSatisfy((_, gap) -> assertThat(gap).isLessThan(seconds(1)));
      }
    }
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static StoreAddresses addresses(URI clickHouse, URI catalog) {
    String postgres = "jdbc:postgresql://127.0.0.1:" + clickHouse.getPort() + "/tailrace";
    return new StoreAddresses(
        clickHouse, "default", new PostgresAddress(postgres, "tailrace", ""), catalog);
  }

  private static void run(ClickHouseHttp sql, String statement) {
    sql.query(statement, "TabSeparated", OutputStream.nullOutputStream());
  }

  private static void run(PostgresAddress address, String sql) throws Exception {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void append(Table table, String name) {
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("s3://tailrace/events/" + name + ".parquet")
                .withFileSizeInBytes(100)
                .withRecordCount(1)
                .build())
        .commit();
  }
}
