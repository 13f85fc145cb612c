package dev.tailrace.command;

import dev.tailrace.stack.Stack;
import dev.tailrace.stack.StackCounts;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The live line of counts under a running stack: rewritten in place on a terminal, else one line
/// every ten seconds.
final class StatusView implements AutoCloseable {
  private static final Duration LINE_PERIOD = Duration.ofSeconds(10);

  private final Stack stack;
  private final PrintWriter err;
  private final InstantSource clock = InstantSource.system();
  private Instant shown = Instant.EPOCH;
  private StackCounts last;
  private Instant lastAt;

  StatusView(Stack stack, PrintWriter err) {
    this.stack = stack;
    this.err = err;
  }

  void show() {
    boolean inPlace = Terminal.isInteractive();
    Instant now = clock.instant();
    if (!inPlace && Duration.between(shown, now).compareTo(LINE_PERIOD) < 0) {
      return;
    }
    shown = now;
    StackCounts counts = stack.counts();
    double rate = last == null ? 0 : rate(counts, now);
    last = counts;
    lastAt = now;
    String line = line(counts, rate);
    if (inPlace) {
      err.print("\r\u001b[K" + line);
    } else {
      err.println(line);
    }
    err.flush();
  }

  private double rate(StackCounts counts, Instant now) {
    double seconds = Math.max(0.001, Duration.between(lastAt, now).toMillis() / 1000.0);
    return (counts.stored() - last.stored()) / seconds;
  }

  static String line(StackCounts counts, double rate) {
    String line =
        "in ClickHouse %,d events, %,d mutations (%,.0f/s) · dead letters %,d · notices %,d"
            .formatted(
                counts.stored() - counts.mutations(),
                counts.mutations(),
                rate,
                counts.deadLetters(),
                counts.notices());
    return counts.trouble().map(trouble -> line + " · " + trouble).orElse(line);
  }

  @Override
  public void close() {
    if (Terminal.isInteractive()) {
      err.println();
    }
  }
}
