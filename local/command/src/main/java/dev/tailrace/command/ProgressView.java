package dev.tailrace.command;

import dev.tailrace.produce.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows how far publishing is, on stderr: a bar on a terminal, else a line every few seconds.
final class ProgressView implements AutoCloseable {
  private static final Duration BAR_PERIOD = Duration.ofMillis(200);
  private static final Duration LINE_PERIOD = Duration.ofSeconds(5);
  private static final double MEGABYTE = 1e6;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("progress").factory());
  private final Runnable end;

  private ProgressView(Duration period, Runnable show, Runnable end) {
    this.end = end;
    var _ =
        timer.scheduleAtFixedRate(
            show, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// @param total bytes of all inputs, unless unknown
  static ProgressView bar(Progress progress, OptionalLong total) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("publish")
            .setInitialMax(total.orElse(-1))
            .setUnit(" MB", (long) MEGABYTE)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis((int) BAR_PERIOD.toMillis())
            .showSpeed()
            .build();
    Runnable show =
        () -> {
          bar.stepTo(progress.bytes());
          bar.setExtraMessage(" %,d events".formatted(progress.events()));
        };
    return new ProgressView(
        BAR_PERIOD,
        show,
        () -> {
          show.run();
          bar.close();
        });
  }

  static ProgressView lines(
      Progress progress, OptionalLong total, PrintWriter err, InstantSource clock) {
    Instant start = clock.instant();
    Runnable show =
        () -> {
          double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
          err.println(line(progress, total, seconds));
          err.flush();
        };
    return new ProgressView(LINE_PERIOD, show, () -> {});
  }

  static String line(Progress progress, OptionalLong total, double seconds) {
    String of = total.isPresent() ? " of %.1f".formatted(total.getAsLong() / MEGABYTE) : "";
    return "%.1f%s MB read, %,d events published, %,.0f events/s"
        .formatted(progress.bytes() / MEGABYTE, of, progress.events(), progress.events() / seconds);
  }

  /// Nothing, for output that a program reads.
  static ProgressView none() {
    return new ProgressView(LINE_PERIOD, () -> {}, () -> {});
  }

  @Override
  public void close() {
    timer.shutdownNow();
    end.run();
  }
}
