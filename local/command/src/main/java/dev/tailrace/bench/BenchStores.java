package dev.tailrace.bench;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.engines.ClickHouseDistribution;
import dev.tailrace.engines.ClickHouseServer;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.engines.RestartPolicy;
import dev.tailrace.engines.SupervisedClickHouse;
import dev.tailrace.engines.SupervisedPostgres;
import dev.tailrace.parts.PartRole;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.schema.ThingsSchema;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Empty stores with their tables: ClickHouse, Postgres, and an S3 server with an Iceberg catalog.
///
/// One thread.
final class BenchStores implements AutoCloseable {
  private final SupervisedClickHouse clickHouse;
  private final SupervisedPostgres postgres;
  private final BenchProcess services;
  private final List<Integer> ports;

  private BenchStores(
      SupervisedClickHouse clickHouse,
      SupervisedPostgres postgres,
      BenchProcess services,
      List<Integer> ports) {
    this.clickHouse = clickHouse;
    this.postgres = postgres;
    this.services = services;
    this.ports = ports;
  }

  static BenchStores start(Path directory) {
    List<Integer> ports = Ports.quiet(5);
    SupervisedClickHouse clickHouse =
        SupervisedClickHouse.start(
            ClickHouseServer.Settings.of(directory.resolve("clickhouse"))
                .withHttpPort(ports.get(0)),
            ClickHouseDistribution.ofThisMachine().fetch((_, _) -> {}),
            RestartPolicy.standard(),
            _ -> {});
    SupervisedPostgres postgres =
        SupervisedPostgres.start(
            directory.resolve("postgres"), ports.get(1), RestartPolicy.standard(), _ -> {});
    BenchProcess services =
        BenchProcess.start(
            PartRole.SERVICES.name(),
            List.of("-Xmx512m", "-XX:+UseSerialGC"),
            Map.of(
                "directory",
                directory.resolve("services").toString(),
                "objects",
                directory.resolve("objects").toString(),
                "registry",
                String.valueOf(ports.get(2)),
                "s3",
                String.valueOf(ports.get(3)),
                "iceberg",
                String.valueOf(ports.get(4))),
            directory.resolve("services.log"));
    BenchStores stores = new BenchStores(clickHouse, postgres, services, ports);
    stores.applySchemas();
    return stores;
  }

  private void applySchemas() {
    try (var schema =
        new ClickHouseSchema(Endpoint.of(clickHouse.url()), Placeholders.of("default"))) {
      schema.apply();
    }
    new ThingsSchema(
            new PostgresAddress(
                postgres.jdbcUrl(), PostgresServer.SUPERUSER, PostgresServer.SUPERUSER))
        .apply();
  }

  /// What a worker's settings say about the stores.
  Map<String, String> addresses() {
    return Map.of(
        "clickhouse",
        clickHouse.url(),
        "postgres",
        postgres.jdbcUrl(),
        "s3",
        "http://127.0.0.1:" + ports.get(3),
        "iceberg",
        catalogUrl());
  }

  /// Of the Iceberg REST catalog.
  String catalogUrl() {
    return "http://127.0.0.1:" + ports.get(4);
  }

  ClickHouseHttp clickHouse() {
    return new ClickHouseHttp(Endpoint.of(clickHouse.url()), "default");
  }

  /// Rows of a table in ClickHouse.
  long rows(String table) {
    return Long.parseLong(clickHouse().row("SELECT count() FROM " + table).getFirst());
  }

  long clickHousePid() {
    return clickHouse.pid();
  }

  Duration clickHouseCpu() {
    return Cpu.of(clickHouse.pid());
  }

  /// Time on processors of all stores, by name. Of Postgres, which works in processes that come and
  /// go, those that are there.
  Map<String, Supplier<Duration>> cpu() {
    return Map.of(
        "ClickHouse",
        this::clickHouseCpu,
        "Postgres",
        () -> Cpu.ofAll(postgres.pid()),
        "S3 and catalog",
        services::cpu);
  }

  @Override
  public void close() {
    services.close();
    postgres.close();
    clickHouse.close();
  }
}
