package dev.tailrace.rebuild;

import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.TolerantWriter;
import dev.tailrace.things.InvalidMutation;
import dev.tailrace.things.Mutation;
import dev.tailrace.things.MutationFields;
import dev.tailrace.things.MutationRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// Applies the whole history of things and relationships to Postgres.
///
/// It writes as the sink does, so an empty database ends with the rows that the sink's has, and any
/// other one loses nothing: what is there already, or newer, stays. It may run beside the sink, and
/// once more after it broke off.
public final class ThingsRebuild {
  private static final int BATCH = 10_000;

  private final HistoryMutations history;
  private final PostgresAddress postgres;
  private final MutationRules rules;
  private final Consumer<String> refusals;

  private final List<Mutation> batch = new ArrayList<>(BATCH);
  private long read;
  private long refused;

  /// Makes a rebuild; nothing happens yet.
  ///
  /// @param maxDocumentBytes the largest state of an entity, as the sink's setting
  /// @param refusals is told each mutation that Postgres cannot hold
  public ThingsRebuild(
      HistoryMutations history,
      PostgresAddress postgres,
      int maxDocumentBytes,
      Consumer<String> refusals) {
    this.history = history;
    this.postgres = postgres;
    this.rules = new MutationRules(maxDocumentBytes);
    this.refusals = refusals;
  }

  /// What was done.
  ///
  /// @param mutations that the history has
  /// @param refused of them, because Postgres cannot hold them
  public record Result(long mutations, long refused) {}

  /// Applies all of the history.
  ///
  /// @param progress is told how many mutations are applied, batch by batch
  /// @throws RebuildException when the database fails; what was applied stays
  public Result run(LongConsumer progress) {
    try (Connection connection = postgres.connect()) {
      connection.setAutoCommit(false);
      TolerantWriter writer = new TolerantWriter(connection);
      history.forEach(
          fields -> {
            add(fields);
            if (batch.size() == BATCH) {
              flush(writer);
              progress.accept(read);
            }
          });
      flush(writer);
    } catch (SQLException e) {
      throw failed(e);
    }
    return new Result(read, refused);
  }

  private void add(MutationFields fields) {
    read++;
    try {
      batch.add(rules.check(fields));
    } catch (InvalidMutation e) {
      refuse(fields.version(), e.getMessage());
    }
  }

  private void flush(TolerantWriter writer) {
    try {
      for (TolerantWriter.Refused one : writer.apply(batch)) {
        refuse(batch.get(one.index()).mark().version().toString(), one.reason());
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    batch.clear();
  }

  private void refuse(String version, String reason) {
    refused++;
    refusals.accept("mutation " + version + ": " + reason);
  }

  private RebuildException failed(SQLException e) {
    return new RebuildException(
        "%s failed after %,d mutations: %s. Run it again: what is applied already changes nothing"
            .formatted(postgres, read - batch.size(), e.getMessage()),
        e);
  }
}
