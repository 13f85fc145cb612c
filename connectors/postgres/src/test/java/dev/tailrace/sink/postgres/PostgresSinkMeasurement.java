package dev.tailrace.sink.postgres;

import dev.tailrace.postgres.LocalPostgres;
import dev.tailrace.sink.Outcome;
import dev.tailrace.things.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.postgresql.PGConnection;

/// Mutations per second of the sink against those of a bare upsert with arrays, in one run and in
/// turns, on one server. docs/things.md has the figures.
///
/// The bare statement is given what the sink has to find out: decoded columns, no deletes, no key
/// twice in a batch. Once it writes to a table with all columns and indexes of `things`, once to
/// one with its primary key alone.
///
/// Arguments: mutations, things, mutations of a batch; without any 400000, 50000, 10000.
public final class PostgresSinkMeasurement {
  private static final int ROUNDS = 5;
  private static final String NS = "shop.example.com/orders";

  private final LocalPostgres server;
  private final List<List<Change>> batches;
  private final int mutations;

  /// @param framed the record's value
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Change(String id, Version version, boolean delete, String after, byte[] framed) {}

  private PostgresSinkMeasurement(LocalPostgres server, int mutations, int things, int batch) {
    this.server = server;
    this.mutations = mutations;
    this.batches = batches(mutations, things, batch);
  }

  public static void main(String[] args) throws Exception {
    int mutations = args.length > 0 ? Integer.parseInt(args[0]) : 400_000;
    int things = args.length > 1 ? Integer.parseInt(args[1]) : 50_000;
    int batch = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
    Path directory = Files.createTempDirectory("tailrace-measurement");
    try (LocalPostgres server = new LocalPostgres(directory)) {
      new PostgresSinkMeasurement(server, mutations, things, batch).run();
    }
  }

  private static List<List<Change>> batches(int mutations, int things, int batch) {
    Random random = new Random(1);
    Mutations make = new Mutations();
    List<List<Change>> batches = new ArrayList<>();
    List<Change> open = new ArrayList<>();
    for (int n = 0; n < mutations; n++) {
      String id = "o_" + random.nextInt(things);
      Version version = new Version((1_763_640_000_000L + n) << 16, n);
      boolean delete = random.nextInt(20) == 0;
      String after =
          "{\"id\": \"%s\", \"items\": [{\"sku\": \"SKU-%d\", \"qty\": %d}], \"total\": %d}"
              .formatted(id, random.nextInt(40_000), random.nextInt(9), random.nextInt(1000));
      byte[] framed = delete ? make.delete(version, NS, id) : make.update(version, NS, id, after);
      open.add(new Change(id, version, delete, after, framed));
      if (open.size() == batch) {
        batches.add(open);
        open = new ArrayList<>();
      }
    }
    return batches;
  }

  private void run() throws SQLException {
    System.out.printf("%-28s %12s %12s %12s%n", "", "sink", "bare, alike", "bare, key");
    for (int round = 1; round <= ROUNDS; round++) {
      server.recreate();
      double sink = sink();
      double alike = bare("LIKE things INCLUDING ALL");
      double keyOnly =
          bare(
              """
              ns text COLLATE "C", id text COLLATE "C", type text, visibility text, content text,
              code text, data jsonb, created_at timestamptz, updated_at timestamptz,
              version text COLLATE "C", lineage bytea, PRIMARY KEY (ns, id)
              """);
      System.out.printf(
          "round %d, mutations/s      %,14.0f %,12.0f %,12.0f   ratio %.2f and %.2f%n",
          round, sink, alike, keyOnly, sink / alike, sink / keyOnly);
    }
  }

  private double sink() {
    long start = System.nanoTime();
    try (PostgresSink sink =
        PostgresSinkTask.sink(PostgresStore.config(server, Map.of()), new Mutations().schemas())) {
      for (List<Change> batch : batches) {
        Outcome outcome = sink.upsert("t", batch.stream().map(Change::framed).toList());
        if (!(outcome instanceof Outcome.Written)) {
          throw new IllegalStateException(outcome.toString());
        }
      }
    }
    return perSecond(start);
  }

  private double bare(String columns) throws SQLException {
    server.execute("DROP TABLE IF EXISTS bare; CREATE TABLE bare (%s)".formatted(columns));
    List<List<Change>> collapsed = batches.stream().map(PostgresSinkMeasurement::newest).toList();
    try (Connection connection = server.connect()) {
      connection.setAutoCommit(false);
      long start = System.nanoTime();
      for (List<Change> batch : collapsed) {
        bareUpsert(connection, batch);
        connection.commit();
      }
      return perSecond(start);
    }
  }

  /// The last change of each key, sorted by key.
  private static List<Change> newest(List<Change> batch) {
    List<Change> newest = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Change change : batch.reversed()) {
      if (seen.add(change.id())) {
        newest.add(change);
      }
    }
    newest.sort(Comparator.comparing(Change::id));
    return newest;
  }

  private static void bareUpsert(Connection connection, List<Change> batch) throws SQLException {
    String sql =
        """
        INSERT INTO bare (ns, id, type, visibility, content, code, data, created_at, updated_at,
          version, lineage)
        SELECT '%s', id, 'Thing', 'public', NULL, NULL, data::jsonb, now(), now(), version, ''
        FROM unnest(?::text[], ?::text[], ?::text[]) AS r (id, data, version)
        ON CONFLICT (ns, id) DO UPDATE
        SET type = excluded.type, visibility = excluded.visibility, content = excluded.content,
          code = excluded.code, data = excluded.data, updated_at = excluded.updated_at,
          version = excluded.version
        WHERE bare.version < excluded.version
        """
            .formatted(NS);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, array(connection, batch.stream().map(Change::id).toList()));
      statement.setArray(2, array(connection, batch.stream().map(Change::after).toList()));
      statement.setArray(
          3, array(connection, batch.stream().map(change -> change.version().toString()).toList()));
      statement.executeUpdate();
    }
  }

  private static Array array(Connection connection, List<String> texts) throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .createArrayOf("text", texts.toArray(String[]::new));
  }

  private double perSecond(long startNanos) {
    return mutations * 1e9 / (System.nanoTime() - startNanos);
  }
}
