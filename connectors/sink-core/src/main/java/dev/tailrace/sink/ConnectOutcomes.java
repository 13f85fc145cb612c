package dev.tailrace.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;

/// The one place where outcomes become Connect behaviour.
///
/// | outcome | Connect sees |
/// |---|---|
/// | `Transient` | a `RetriableException`: it pauses and calls again, the task keeps its rows |
/// | `Broken` | a `ConnectException` with the remedy: the task is FAILED until somebody acts |
/// | a rejected row | a report to the errant record reporter, awaited before the offset may pass |
///
/// Thread-safe: lanes report at the same time, Connect's reporter is called by one at a time.
public final class ConnectOutcomes {
  private static final Duration REPORT_LIMIT = Duration.ofSeconds(30);

  private final Optional<ErrantRecordReporter> reporter;
  private final ReentrantLock oneReportAtATime = new ReentrantLock();

  /// @param reporter of Connect; empty when the connector has no dead letters configured
  public ConnectOutcomes(Optional<ErrantRecordReporter> reporter) {
    this.reporter = reporter;
  }

  /// The exception that makes Connect do what the failure asks for.
  public ConnectException exception(Outcome.Failure failure) {
    return switch (failure) {
      case Outcome.Transient(String why, Exception cause) -> new RetriableException(why, cause);
      case Outcome.Broken(String why, Exception cause) -> new ConnectException(why, cause);
    };
  }

  /// Hands the rows to the dead letters and waits until they lie there.
  public Optional<Outcome.Failure> report(List<RejectedRecord> rows) {
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    if (reporter.isEmpty()) {
      String why =
          rows.getFirst()
              + ". It cannot be stored and there is nowhere to put it: set"
              + " errors.deadletterqueue.topic.name and errors.tolerance=all for this connector";
      return Optional.of(new Outcome.Broken(why, new DataException(rows.getFirst().reason())));
    }
    try {
      await(send(rows, reporter.get()));
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(new Outcome.Transient("interrupted while reporting " + rows, e));
    } catch (TimeoutException | ExecutionException e) {
      String why = rows.getFirst() + ". The dead letter topic did not take it: " + e.getMessage();
      return Optional.of(new Outcome.Transient(why, e));
    } catch (ConnectException e) {
      String why = rows.getFirst() + ". Connect refused the report; is errors.tolerance=all set?";
      return Optional.of(new Outcome.Broken(why, e));
    }
  }

  private List<Future<Void>> send(List<RejectedRecord> rows, ErrantRecordReporter to)
      throws InterruptedException {
    List<Future<Void>> sent = new ArrayList<>(rows.size());
    oneReportAtATime.lockInterruptibly();
    try {
      for (RejectedRecord row : rows) {
        sent.add(to.report(row.kafka(), new DataException(row.toString())));
      }
    } finally {
      oneReportAtATime.unlock();
    }
    return sent;
  }

  private static void await(List<Future<Void>> sent)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (Future<Void> one : sent) {
      one.get(REPORT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
