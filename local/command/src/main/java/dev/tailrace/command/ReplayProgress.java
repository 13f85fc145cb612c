package dev.tailrace.command;

import dev.tailrace.letters.ReplayResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Says on stderr how far a replay is, every few seconds.
final class ReplayProgress {
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final OutputOptions output;
  private final InstantSource clock;
  private Instant shown;

  ReplayProgress(OutputOptions output, InstantSource clock) {
    this.output = output;
    this.clock = clock;
    this.shown = clock.instant();
  }

  void show(ReplayResult result) {
    Instant now = clock.instant();
    if (output.isJson() || now.isBefore(shown.plus(PERIOD))) {
      return;
    }
    shown = now;
    output
        .err()
        .printf(
            "%,d replayed, %,d left out, %,d refused%n",
            result.replayed(), result.leftOut(), result.refused());
    output.err().flush();
  }
}
