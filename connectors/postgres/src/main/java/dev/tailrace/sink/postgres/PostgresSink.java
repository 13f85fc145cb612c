package dev.tailrace.sink.postgres;

import dev.tailrace.postgres.TolerantWriter;
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

/// Applies the mutations of a topic to the tables: all that wait in one transaction, or in a few
/// when they are many.
///
/// A mutation that cannot become a row is rejected alone: by [MutationRules] before anything is
/// written, or by Postgres. Calls are served one at a time, because there is one connection.
final class PostgresSink implements UpsertSink {
  private static final Duration PURGE_INTERVAL = Duration.ofHours(1);

  /// So many mutations are far from any timeout of a statement, and other tasks wait for one
  /// transaction only.
  private static final int MOST_IN_A_TRANSACTION = 10_000;

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

  @Override
  public synchronized Outcome upsert(String topic, List<byte[]> values) {
    if (values.isEmpty()) {
      return new Outcome.Written(0, List.of());
    }
    List<RejectedRow> rejected = new ArrayList<>();
    try {
      List<Integer> indexes = new ArrayList<>(values.size());
      List<Mutation> mutations = read(values, indexes, rejected);
      write(mutations, indexes, rejected);
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

  /// @param indexes is given the position of each mutation among the values
  private List<Mutation> read(
      List<byte[]> values, List<Integer> indexes, List<RejectedRow> rejected)
      throws SchemaUnavailable {
    List<Mutation> mutations = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      try {
        mutations.add(rules.check(decoder.decode(values.get(i))));
        indexes.add(i);
      } catch (UnreadableRow | InvalidMutation e) {
        rejected.add(new RejectedRow(i, e.getMessage()));
      }
    }
    return mutations;
  }

  private void write(List<Mutation> mutations, List<Integer> indexes, List<RejectedRow> rejected)
      throws SQLException {
    TolerantWriter writer = new TolerantWriter(connection.connection());
    for (int from = 0; from < mutations.size(); from += MOST_IN_A_TRANSACTION) {
      int to = Math.min(from + MOST_IN_A_TRANSACTION, mutations.size());
      for (TolerantWriter.Refused refused : writer.apply(mutations.subList(from, to))) {
        rejected.add(new RejectedRow(indexes.get(from + refused.index()), refused.reason()));
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
