package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.engines.ClickHouseServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A database of its own with the schema applied, filled with panes.
final class WindowDatabase {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  /// The rows of tests must not be past their time, whenever these run.
  private static final int LONG_DAYS = 10_000;

  private final String name;
  private final SqlOverHttp engine;

  WindowDatabase(ClickHouseServer server) {
    this(server, LONG_DAYS);
  }

  WindowDatabase(ClickHouseServer server, int retentionDays) {
    this("windows_" + DATABASES.incrementAndGet(), server);
    Placeholders placeholders = Placeholders.of(name).withWindowRetentionDays(retentionDays);
    try (ClickHouseSchema schema = new ClickHouseSchema(Endpoint.of(server.url()), placeholders)) {
      schema.apply();
    }
  }

  private WindowDatabase(String name, ClickHouseServer server) {
    this.name = name;
    this.engine = new SqlOverHttp(server.url());
  }

  /// The same database after a restart of its server.
  WindowDatabase on(ClickHouseServer restarted) {
    return new WindowDatabase(name, restarted);
  }

  String name() {
    return name;
  }

  SqlOverHttp engine() {
    return engine;
  }

  /// Each in an insert of its own, in this order.
  void insert(ServicePane... panes) {
    for (ServicePane pane : panes) {
      insert(List.of(pane));
    }
  }

  /// In one insert.
  void insert(List<ServicePane> panes) {
    engine.insert(name, "service_metrics_hourly", panes.stream().map(ServicePane::row).toList());
  }

  void insertErrors(ErrorPane... panes) {
    for (ErrorPane pane : panes) {
      insertErrors(List.of(pane));
    }
  }

  void insertErrors(List<ErrorPane> panes) {
    engine.insert(name, "error_trends_5min", panes.stream().map(ErrorPane::row).toList());
  }

  /// The answer as text, columns parted by tabs.
  String sql(String statement) {
    return engine.post(Map.of("database", name), statement).body().strip();
  }

  /// The answer's rows by their columns' names.
  List<JsonNode> rows(String select) {
    return Arrays.stream(sql(select + " FORMAT JSONEachRow").split("\n"))
        .filter(line -> !line.isEmpty())
        .map(WindowDatabase::parsed)
        .toList();
  }

  /// The answer's only row.
  JsonNode only(String select) {
    List<JsonNode> rows = rows(select);
    assertThat(rows).as(select).hasSize(1);
    return rows.getFirst();
  }

  private static JsonNode parsed(String line) {
    try {
      return RecordedEvents.JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the engine answered with what is no JSON: " + line, e);
    }
  }
}
