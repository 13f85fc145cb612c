package dev.tailrace.app;

import dev.tailrace.topology.DeadLetterBudgetExceededException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides what a failed stream thread means: a new thread for what passes, the end of this
/// instance for what does not.
///
/// The failed thread has committed nothing of its running transaction, so either way no record is
/// lost or doubled. Thread-safe.
final class Failures implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /// A thread that lived this long has earned a short pause again.
  private static final Duration CALM = Duration.ofMinutes(1);

  private final LongAdder failures = new LongAdder();
  private Duration pause = FIRST_PAUSE;
  private long lastNanos = System.nanoTime();
  private Throwable permanent;

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    failures.increment();
    return isTransient(failure) ? replace(failure) : stop(failure);
  }

  /// Why this instance stopped, when it stopped by itself.
  synchronized Optional<Throwable> permanent() {
    return Optional.ofNullable(permanent);
  }

  /// How many there were, of either kind.
  long count() {
    return failures.sum();
  }

  /// The sentence an operator reads first.
  static String explain(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String known =
          switch (cause) {
            case DeadLetterBudgetExceededException budget -> budget.getMessage();
            case RecordTooLargeException large ->
                "a record is too large for its topic ("
                    + large.getMessage()
                    + "): raise max.message.bytes of the topic and"
                    + " tailrace.kafka.producer.max.request.size, then start again";
            case ClockSetBackException setBack -> setBack.getMessage();
            case InvalidTimestampException time ->
                "the broker refuses the time of a record ("
                    + time.getMessage()
                    + "): set this machine's clock right, then start again";
            case AuthorizationException denied ->
                "the brokers do not allow it: "
                    + denied.getMessage()
                    + "; docs/security.md lists the rights that the topology needs";
            case AuthenticationException refused ->
                "the brokers refuse the credentials: "
                    + refused.getMessage()
                    + "; check tailrace.kafka.sasl.* and tailrace.kafka.ssl.*";
            case FencedInstanceIdException _ ->
                "another process runs under the same tailrace.instance: give each its own name";
            case MissingSourceTopicException _ ->
                "the raw topic is gone: create it again, or start with tailrace.topics.mode=create";
            default -> null;
          };
      if (known != null) {
        return known;
      }
    }
    return root(failure).toString();
  }

  static boolean isTransient(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException) {
        return true;
      }
    }
    return false;
  }

  private StreamThreadExceptionResponse replace(Throwable failure) {
    Duration wait = nextPause();
    LOG.warn(
        "A stream thread failed, which should pass; a new one goes on in {} ms: {}",
        wait.toMillis(),
        root(failure).toString(),
        failure);
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private synchronized StreamThreadExceptionResponse stop(Throwable failure) {
    if (permanent == null) {
      permanent = failure;
    }
    LOG.error("Tailrace stops: {}", explain(failure), failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private synchronized Duration nextPause() {
    long now = System.nanoTime();
    boolean calm = Duration.ofNanos(now - lastNanos).compareTo(CALM) > 0;
    Duration doubled = pause.multipliedBy(2);
    Duration current = calm ? FIRST_PAUSE : pause;
    pause =
        calm
            ? FIRST_PAUSE.multipliedBy(2)
            : doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    lastNanos = now;
    return current;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
