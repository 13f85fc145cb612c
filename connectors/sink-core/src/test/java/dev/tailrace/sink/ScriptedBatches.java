package dev.tailrace.sink;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.awaitility.Awaitility;

/// A task with a sink that answers as the test says, and records for it.
final class ScriptedBatches {
  private static final byte[] ROW = {1};
  private final List<Batch> written = new ArrayList<>();
  private final List<String> completed = new ArrayList<>();
  private Function<Batch, Outcome> answer = batch -> new Outcome.Written(batch.rows(), List.of());
  private final FakeConnect connect = new FakeConnect(ScriptedSink::new);

  FakeConnect connect() {
    return connect;
  }

  /// Whatever the sink was given, in this order.
  List<Batch> written() {
    return written;
  }

  /// The ids of those batches among them that the sink was to complete.
  List<String> completed() {
    return completed;
  }

  /// How the sink answers from now on.
  void answer(Function<Batch, Outcome> answer) {
    this.answer = answer;
  }

  /// Answers as the test says and keeps what it was given.
  private final class ScriptedSink implements RowSink {
    @Override
    public Outcome write(Batch batch) {
      Outcome outcome = answer.apply(batch);
      synchronized (written) {
        written.add(batch);
      }
      return outcome;
    }

    @Override
    public Outcome complete(Batch batch) {
      synchronized (written) {
        completed.add(batch.batchId());
      }
      return write(batch);
    }

    @Override
    public Outcome rehearse(Batch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public StoredBatches stored() {
      return (_, _, _, _) -> new StoredBatches.Found(new TreeMap<>());
    }

    @Override
    public void close() {}
  }

  /// A whole batch of so many rows.
  void publish(int partition, int number, int rows) {
    connect.append(partition, Ids.batch(number), List.of(ROW).subList(0, 1));
    for (int i = 1; i < rows; i++) {
      connect.append(partition, Ids.batch(number), List.of(ROW));
    }
    connect.seal(partition, Ids.batch(number));
  }

  /// Delivers records until the task fails so, more often than the sink tries again: a failure that
  /// passes is gone with the next try.
  static void awaitFailure(FakeConnect.Run run, Class<? extends Throwable> type, String message) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThatThrownBy(run::deliver).isInstanceOf(type).hasMessageContaining(message));
  }
}
