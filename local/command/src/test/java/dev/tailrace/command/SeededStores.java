package dev.tailrace.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.engines.ClickHouseServer;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.ThingsWriter;
import dev.tailrace.postgres.schema.ThingsSchema;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.things.MutationFields;
import dev.tailrace.things.MutationRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// The two stores of things, where a stack on that directory has them, with their tables.
final class SeededStores implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONG_DAYS = 20_000;

  private final ClickHouseServer clickHouse;
  private final PostgresServer postgres;
  private final MutationRules rules = new MutationRules(1_000_000);

  SeededStores(Path data) {
    clickHouse = ClickHouseServer.start(data.resolve("clickhouse"), 0);
    postgres = PostgresServer.start(data.resolve("postgres"), 0);
    try (ClickHouseSchema schema =
        new ClickHouseSchema(
            Endpoint.of(clickHouse.url()),
            Placeholders.of("default").withRetentionDays(LONG_DAYS))) {
      schema.apply();
    }
    new ThingsSchema(new PostgresAddress(postgres.jdbcUrl(), postgres.user(), postgres.password()))
        .apply();
  }

  /// A mutation as both stores are told of it.
  ///
  /// @param ends of a relationship: ns and id of both; empty for a thing
  /// @param after JSON text; null for a delete
  /// @param before JSON text; null where the Worker did not say
  record Change(
      String version,
      Instant at,
      String type,
      String ns,
      String id,
      List<String> ends,
      String after,
      String before) {
    Change withBefore(String state) {
      return new Change(version, at, type, ns, id, ends, after, state);
    }

    private boolean isThing() {
      return ends.isEmpty();
    }

    private MutationFields fields() {
      return new MutationFields(
          version,
          at.toEpochMilli(),
          type,
          isThing() ? "thing" : "relationship",
          ns,
          id,
          "Order",
          isThing() ? null : ends.get(0),
          isThing() ? null : ends.get(1),
          isThing() ? null : ends.get(2),
          isThing() ? null : ends.get(3),
          after);
    }

    private String row() {
      ObjectNode data = JSON.createObjectNode();
      if (!isThing()) {
        data.put("from_ns", ends.get(0)).put("from_id", ends.get(1));
        data.put("to_ns", ends.get(2)).put("to_id", ends.get(3));
      }
      if (after != null) {
        data.putRawValue("after", new RawValue(after));
      }
      if (before != null) {
        data.putRawValue("before", new RawValue(before));
      }
      ObjectNode row = JSON.createObjectNode();
      row.put("ulid", version).put("timestamp", at.toString());
      row.put("event_timestamp", at.toString()).put("event_type", "mutation");
      row.put("event_name", "shop.mutation.%s.ok".formatted(type)).put("mutation_type", type);
      row.put("entity_ns", ns).put("entity_id", id).put("entity_type", "Order");
      row.put("entity_kind", isThing() ? "thing" : "relationship");
      row.put("script_name", "shop-api").put("worker_name", "shop-api").put("outcome", "ok");
      row.put("severity", "info").put("category", "success").put("classified_by", "mutation");
      row.put("data", data.toString());
      row.put("source_topic", "tail.raw").put("source_partition", 0).put("source_offset", 0);
      return row.toString();
    }
  }

  void applyToBoth(List<Change> changes) throws SQLException {
    applyToClickHouse(changes);
    applyToPostgres(changes);
  }

  void applyToClickHouse(List<Change> changes) {
    String rows = changes.stream().map(Change::row).collect(Collectors.joining("\n"));
    new ClickHouseHttp(Endpoint.of(clickHouse.url()), "default")
        .query(
            "INSERT INTO events SETTINGS date_time_input_format = 'best_effort'"
                + " FORMAT JSONEachRow\n"
                + rows,
            "Null",
            new ByteArrayOutputStream());
  }

  void applyToPostgres(List<Change> changes) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password())) {
      connection.setAutoCommit(false);
      new ThingsWriter(connection)
          .apply(changes.stream().map(change -> rules.check(change.fields())).toList());
    }
  }

  String clickHouseUrl() {
    return clickHouse.url();
  }

  String postgresUrl() {
    return postgres.jdbcUrl();
  }

  /// Says on the directory that a stack with these servers runs: this very process.
  void announce(Path data) {
    ObjectNode state = JSON.createObjectNode();
    state.put("pid", ProcessHandle.current().pid());
    state.put("clickHouseUrl", clickHouse.url()).put("clickHousePid", 1);
    state.put("postgresUrl", postgres.jdbcUrl()).put("postgresPid", postgres.pid());
    try {
      Files.writeString(data.resolve("stack.json"), state.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (clickHouse) {
      postgres.close();
    }
  }
}
