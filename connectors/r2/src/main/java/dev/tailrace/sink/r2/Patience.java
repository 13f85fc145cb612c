package dev.tailrace.sink.r2;

import dev.tailrace.sink.Backoff;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.SinkMetrics;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.AbortedException;

/// Tries a call again until it is answered, as long as what stands in its way will pass.
///
/// Thread-safe.
final class Patience {
  private static final Logger log = LoggerFactory.getLogger(Patience.class);

  private final Backoff backoff;
  private final SinkMetrics metrics;

  Patience(Backoff backoff, SinkMetrics metrics) {
    this.backoff = backoff;
    this.metrics = metrics;
  }

  /// The answer of a call, however often it takes.
  ///
  /// @param what is being done, for messages
  /// @throws StoreException when somebody must act
  /// @throws InterruptedException when the waiting is interrupted: the work is given up
  <T> T ask(String what, Callable<T> call) throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return call.call();
      } catch (InterruptedException | StoreException e) {
        throw e;
      } catch (Exception e) {
        if (Thread.interrupted() || e instanceof AbortedException) {
          throw new InterruptedException(what);
        }
        switch (Failures.of(what, e)) {
          case Outcome.Broken broken -> throw new StoreException(broken);
          case Outcome.Transient passing -> metrics.failed(passing);
        }
        log.warn("{} failed, try {} follows: {}", what, failures + 1, e.getMessage());
        Thread.sleep(backoff.after(failures));
      }
    }
  }

  /// As [#ask], for a call without an answer.
  void order(String what, Runnable call) throws InterruptedException {
    ask(
        what,
        () -> {
          call.run();
          return null;
        });
  }
}
