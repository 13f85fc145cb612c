package dev.tailrace.sink;

import java.util.List;
import java.util.Objects;

/// What became of a write: of a batch, or of upserts. Closed, so that a new case breaks every place
/// that must decide.
public sealed interface Outcome {

  /// The store holds what was to be written, durably.
  ///
  /// @param rows rows of it the store now holds, whether this write or an earlier one put
  ///     them there
  /// @param rejected rows that no store could take because their value cannot be decoded; they go
  ///     to the dead letters before the offset may pass them
  record Written(long rows, List<RejectedRow> rejected) implements Outcome {
    public Written {
      rejected = List.copyOf(rejected);
    }
  }

  /// It is not known to be stored.
  sealed interface Failure extends Outcome {
    /// Names the thing, the value and the remedy.
    String why();

    Exception cause();
  }

  /// It will pass without anybody changing anything: the network, a timeout, a store that is down
  /// or overloaded. The rows are kept and written again.
  record Transient(String why, Exception cause) implements Failure {
    public Transient {
      Objects.requireNonNull(why, "why");
      Objects.requireNonNull(cause, "cause");
    }
  }

  /// Somebody must act: a missing table, a wrong password. The task stops and says so.
  record Broken(String why, Exception cause) implements Failure {
    public Broken {
      Objects.requireNonNull(why, "why");
      Objects.requireNonNull(cause, "cause");
    }
  }

  /// A row that cannot be decoded.
  ///
  /// @param index position among the values that were to be written
  record RejectedRow(int index, String reason) {
    public RejectedRow {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
