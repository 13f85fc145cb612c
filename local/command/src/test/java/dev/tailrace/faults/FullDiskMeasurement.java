package dev.tailrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.engines.ClickHouseDistribution;
import dev.tailrace.engines.ClickHouseServer;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.engines.S3Server;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.stack.ClickHouseHttp;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// What each engine does when its disk is full, and when there is space again. Needs root, or a
/// machine where this user may mount; run it with `-Dit.test=FullDiskMeasurement`.
class FullDiskMeasurement {
  @TempDir Path folder;

  @Test
  void s3_refusesAPutAndTakesItAfterwards() {
    try (LimitedDisk disk = LimitedDisk.mount(folder.resolve("disk"), 8);
        S3Server server = S3Server.start(0, disk.directory(), List.of("tailrace"));
        S3Client client = s3(server)) {
      put(client, "before");
      disk.fill();

      assertThatThrownBy(() -> put(client, "during")).satisfies(e -> say("S3", e));

      assertThat(keys(client)).containsExactly("before");
      disk.free();
      put(client, "after");
      assertThat(keys(client)).containsExactly("after", "before");
    }
  }

  @Test
  void clickHouse_refusesAnInsertAndTakesItAfterwards() {
    try (LimitedDisk disk = LimitedDisk.mount(folder.resolve("disk"), 256);
        ClickHouseServer server =
            ClickHouseServer.start(
                ClickHouseServer.Settings.of(disk.directory()),
                ClickHouseDistribution.ofThisMachine().fetch((_, _) -> {}))) {
      ClickHouseHttp sql = new ClickHouseHttp(Endpoint.of(server.url()), "default");
      run(sql, "CREATE TABLE t (word String) ORDER BY ()");
      String insert = "INSERT INTO t SELECT randomString(1000) FROM numbers(1000)";
      run(sql, insert);
      disk.fill();

      assertThatThrownBy(() -> run(sql, insert)).satisfies(e -> say("ClickHouse", e));

      assertThat(sql.row("SELECT count() FROM t")).containsExactly("1000");
      disk.free();
      run(sql, insert);
      assertThat(sql.row("SELECT count() FROM t")).containsExactly("2000");
    }
  }

  @Test
  void postgres_refusesACommitAndTakesItAfterwards() throws SQLException {
    try (LimitedDisk disk = LimitedDisk.mount(folder.resolve("disk"), 256)) {
      PostgresServer server = PostgresServer.start(disk.directory(), 0);
      try {
        var address = new PostgresAddress(server.jdbcUrl(), server.user(), server.password());
        run(address, "CREATE TABLE t (word text)");
        String insert = "INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 1000)";
        run(address, insert);
        disk.fill();

        assertThatThrownBy(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    run(address, insert);
                  }
                })
            .satisfies(e -> say("Postgres", e));
        boolean lives = !server.exit().isDone();
        System.out.println("Postgres runs on: " + lives);

        disk.free();
        if (!lives) {
          server.close();
          server = PostgresServer.start(disk.directory(), 0);
        }
        var again = new PostgresAddress(server.jdbcUrl(), server.user(), server.password());
        run(again, insert);
        assertThat(count(again) % 1_000).isZero();
        System.out.println("Postgres rows at the end: " + count(again));
      } finally {
        server.close();
      }
    }
  }

  private static void say(String engine, Throwable e) {
    System.out.println(engine + ": " + e);
  }

  private static void put(S3Client client, String key) {
    var _ =
        client.putObject(
            request -> request.bucket("tailrace").key(key),
            RequestBody.fromBytes(new byte[1 << 20]));
  }

  private static List<String> keys(S3Client client) {
    return client.listObjectsV2(request -> request.bucket("tailrace")).contents().stream()
        .map(object -> object.key())
        .toList();
  }

  private static S3Client s3(S3Server server) {
    return S3Client.builder()
        .endpointOverride(URI.create(server.url()))
        .region(Region.of(S3Server.REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
        .httpClientBuilder(Apache5HttpClient.builder())
        .forcePathStyle(true)
        .build();
  }

  private static void run(ClickHouseHttp sql, String statement) {
    sql.query(statement, "TabSeparated", OutputStream.nullOutputStream());
  }

  private static void run(PostgresAddress address, String sql) throws SQLException {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      boolean ignored = statement.execute(sql);
    }
  }

  private static long count(PostgresAddress address) throws SQLException {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
      boolean ignored = rows.next();
      return rows.getLong(1);
    }
  }
}
