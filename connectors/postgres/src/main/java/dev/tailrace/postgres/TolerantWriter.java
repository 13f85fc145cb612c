package dev.tailrace.postgres;

import dev.tailrace.things.Mutation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Applies batches in which there may be mutations that Postgres refuses: those are found by
/// halving and named, and the others go in. By the laws of [ThingsWriter] a batch may be cut
/// anyhow.
///
/// A batch without such mutations is one transaction. Not thread-safe.
public final class TolerantWriter {
  private final Connection connection;
  private final ThingsWriter writer;

  /// @param connection not in auto-commit mode; stays the caller's
  public TolerantWriter(Connection connection) {
    this.connection = connection;
    this.writer = new ThingsWriter(connection);
  }

  /// A mutation that is not stored.
  ///
  /// @param index position in the batch
  /// @param reason why, with the column or constraint where Postgres names it
  public record Refused(int index, String reason) {
    public Refused {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// Applies the mutations and commits.
  ///
  /// @return those that Postgres refused for their values
  /// @throws SQLException when a part of them, or all, is not known to be stored; they may be
  ///     applied again
  public List<Refused> apply(List<Mutation> mutations) throws SQLException {
    List<Refused> refused = new ArrayList<>();
    apply(mutations, 0, refused);
    return refused;
  }

  private void apply(List<Mutation> mutations, int firstIndex, List<Refused> refused)
      throws SQLException {
    if (mutations.isEmpty()) {
      return;
    }
    try {
      writer.apply(mutations);
    } catch (SQLException e) {
      Optional<String> reason = RowFaults.reason(e);
      if (reason.isEmpty()) {
        throw e;
      }
      connection.rollback();
      if (mutations.size() == 1) {
        refused.add(new Refused(firstIndex, reason.get()));
        return;
      }
      int half = mutations.size() / 2;
      apply(mutations.subList(0, half), firstIndex, refused);
      apply(mutations.subList(half, mutations.size()), firstIndex + half, refused);
    }
  }
}
