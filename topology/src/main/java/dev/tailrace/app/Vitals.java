package dev.tailrace.app;

import dev.tailrace.app.TailraceApplication.State;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.streams.KafkaStreams;

/// How the application is, from before its start until after its end. Thread-safe.
final class Vitals {
  private static final int PERCENT = 100;

  private final Failures failures;
  private final RawProgress progress;
  private final RestoreProgress restore;
  private final Duration pollLimit;
  private final LongAdder rebalances = new LongAdder();
  private volatile KafkaStreams.State streams = KafkaStreams.State.CREATED;

  Vitals(Failures failures, RawProgress progress, RestoreProgress restore, Duration pollLimit) {
    this.failures = failures;
    this.progress = progress;
    this.restore = restore;
    this.pollLimit = pollLimit;
  }

  /// Kafka Streams does something else from now on.
  void changed(KafkaStreams.State now) {
    streams = now;
    if (now == KafkaStreams.State.REBALANCING) {
      rebalances.increment();
    }
  }

  State state() {
    if (failures.permanent().isPresent()) {
      return State.FAILED;
    }
    return switch (streams) {
      case CREATED, REBALANCING -> State.STARTING;
      case RUNNING -> State.RUNNING;
      case PENDING_SHUTDOWN, NOT_RUNNING -> State.STOPPED;
      case PENDING_ERROR, ERROR -> State.FAILED;
    };
  }

  /// How often this instance took part in a rebalance.
  long rebalances() {
    return rebalances.sum();
  }

  /// Why the process should be started again, if it should.
  Optional<String> ailment() {
    if (state() == State.FAILED) {
      return Optional.of("The topology has stopped by itself: " + failure());
    }
    OptionalDouble age = progress.pollAgeSeconds();
    return age.isPresent() && age.getAsDouble() > pollLimit.toSeconds()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "A stream thread hangs: it has asked for records %.0f s ago, and"
                    + " tailrace.health.poll-limit is %d s",
                age.getAsDouble(),
                pollLimit.toSeconds()))
        : Optional.empty();
  }

  /// Why no work can be expected now, if none can.
  Optional<String> hindrance() {
    return switch (state()) {
      case RUNNING -> Optional.empty();
      case STARTING ->
          Optional.of(
              "it joins its group and restores its state, of which %d %% is there"
                  .formatted(Math.round(restore.ratio() * PERCENT)));
      case STOPPED -> Optional.of("it was told to stop");
      case FAILED -> Optional.of(failure());
    };
  }

  private String failure() {
    return failures.permanent().map(Failures::explain).orElse("its log says why");
  }
}
