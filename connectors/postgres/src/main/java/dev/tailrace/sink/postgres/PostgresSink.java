package dev.tailrace.sink.postgres;

import dev.tailrace.postgres.ThingsWriter;
import dev.tailrace.postgres.Tombstones;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.Outcome.RejectedRow;
import dev.tailrace.sink.UpsertSink;
import dev.tailrace.sink.avro.UnreadableRow;
import dev.tailrace.sink.postgres.MutationDecoder.SchemaUnavailable;
import dev.tailrace.things.InvalidMutation;
import dev.tailrace.things.Mutation;
import dev.tailrace.things.MutationRules;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Applies the mutations of a topic to the tables, all that wait in one transaction.
///
/// A mutation that cannot become a row is rejected alone. What the checks before let pass and
/// Postgres refuses is found by halving: by the laws of [ThingsWriter] a batch may be cut anyhow.
/// Calls are served one at a time, because there is one connection.
final class PostgresSink implements UpsertSink {
  private static final Duration PURGE_INTERVAL = Duration.ofHours(1);

  private final PostgresConnection connection;
  private final MutationDecoder decoder;
  private final MutationRules rules;
  private final Duration tombstoneRetention;
  private final InstantSource clock;
  private Instant purgeAt = Instant.MIN;

  PostgresSink(
      PostgresConnection connection,
      MutationDecoder decoder,
      int maxDocumentBytes,
      Duration tombstoneRetention,
      InstantSource clock) {
    this.connection = connection;
    this.decoder = decoder;
    this.rules = new MutationRules(maxDocumentBytes);
    this.tombstoneRetention = tombstoneRetention;
    this.clock = clock;
  }

  /// @param index position among the values
  private record Indexed(int index, Mutation mutation) {}

  @Override
  public synchronized Outcome upsert(String topic, List<byte[]> values) {
    if (values.isEmpty()) {
      return new Outcome.Written(0, List.of());
    }
    List<RejectedRow> rejected = new ArrayList<>();
    try {
      List<Indexed> readable = read(values, rejected);
      apply(readable, rejected);
      purge();
    } catch (SchemaUnavailable unavailable) {
      return unavailable.failure();
    } catch (SQLException e) {
      connection.drop();
      return SqlFailures.of(connection.settings(), e);
    }
    rejected.sort(Comparator.comparingInt(RejectedRow::index));
    return new Outcome.Written(values.size() - (long) rejected.size(), rejected);
  }

  private List<Indexed> read(List<byte[]> values, List<RejectedRow> rejected)
      throws SchemaUnavailable {
    List<Indexed> readable = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      try {
        readable.add(new Indexed(i, rules.check(decoder.decode(values.get(i)))));
      } catch (UnreadableRow | InvalidMutation e) {
        rejected.add(new RejectedRow(i, e.getMessage()));
      }
    }
    return readable;
  }

  private void apply(List<Indexed> batch, List<RejectedRow> rejected) throws SQLException {
    if (batch.isEmpty()) {
      return;
    }
    try {
      new ThingsWriter(connection.connection())
          .apply(batch.stream().map(Indexed::mutation).toList());
    } catch (SQLException e) {
      Optional<String> problem = SqlFailures.rowProblem(e);
      if (problem.isEmpty()) {
        throw e;
      }
      connection.connection().rollback();
      if (batch.size() == 1) {
        rejected.add(new RejectedRow(batch.getFirst().index(), problem.get()));
      } else {
        int half = batch.size() / 2;
        apply(batch.subList(0, half), rejected);
        apply(batch.subList(half, batch.size()), rejected);
      }
    }
  }

  private void purge() throws SQLException {
    Instant now = clock.instant();
    if (now.isBefore(purgeAt)) {
      return;
    }
    Tombstones.purge(connection.connection(), now, tombstoneRetention);
    purgeAt = now.plus(PURGE_INTERVAL);
  }

  /// A call that is still running fails.
  @Override
  public void close() {
    connection.abandon();
    decoder.close();
  }
}
