package dev.tailrace.rebuild;

import dev.tailrace.rebuild.StoredWindows.StoredPane;
import dev.tailrace.window.Pane;
import dev.tailrace.window.WindowFold;
import dev.tailrace.window.WindowLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Recomputes windows from the events in ClickHouse and replaces them, hour by hour.
///
/// Of each window it publishes a pane with what the events say, and every former pane anew with
/// nothing in it; panes add up, so the window then is the recomputed one, for every reader of the
/// topics. Only closed windows are rebuilt: an open one is exact by itself, and its task would
/// publish over the rebuilt one.
public final class WindowRebuild {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final StoredWindows stored;
  private final WindowTopics topics;
  private final WindowLimits limits;
  private final InstantSource clock;

  /// Makes a rebuild; nothing happens yet.
  ///
  /// @param limits those of the running topology
  public WindowRebuild(
      StoredWindows stored, WindowTopics topics, WindowLimits limits, InstantSource clock) {
    this.stored = stored;
    this.topics = topics;
    this.limits = limits;
    this.clock = clock;
  }

  /// What was done.
  ///
  /// @param events that were counted
  /// @param windows that were published anew
  /// @param replaced panes that were emptied
  public record Result(long events, long windows, long replaced) {
    Result plus(Result other) {
      return new Result(events + other.events, windows + other.windows, replaced + other.replaced);
    }
  }

  /// Rebuilds all windows of these hours and waits until ClickHouse has them.
  ///
  /// @param progress is told each hour that is done
  /// @throws RebuildException when a window may still change, or does not arrive
  public Result run(HourRange range, Consumer<String> progress) {
    requireClosed(range);
    Result total = new Result(0, 0, 0);
    for (Instant hour : range.hours().toList()) {
      Result done = rebuild(hour, hour.plus(1, ChronoUnit.HOURS));
      total = total.plus(done);
      progress.accept(
          "%s: %,d events in %,d windows, %,d panes replaced"
              .formatted(hour, done.events(), done.windows(), done.replaced()));
    }
    return total;
  }

  private void requireClosed(HourRange range) {
    Instant now = clock.instant();
    Instant closes = range.to().plus(limits.grace());
    if (closes.isAfter(now)) {
      throw new RebuildException(
          "windows up to %s are open until %s (grace %s) and exact by themselves: choose --to %s or earlier"
              .formatted(
                  range.to(),
                  closes,
                  limits.grace(),
                  now.minus(limits.grace()).truncatedTo(ChronoUnit.HOURS)));
    }
    stored.panes(range.from(), range.to()).stream()
        .map(pane -> Instant.ofEpochMilli(pane.openedMillis()).plus(limits.linger()))
        .filter(open -> open.isAfter(now))
        .max(Instant::compareTo)
        .ifPresent(
            until -> {
              throw new RebuildException(
                  "events came late for these windows a moment ago, and more may come: run it again"
                      + " after "
                      + until);
            });
  }

  private Result rebuild(Instant from, Instant to) {
    long now = clock.millis();
    List<StoredPane> former = stored.panes(from, to);
    WindowFold fold = new WindowFold();
    long events = stored.fold(from, to, fold);
    topics.publish(
        sender -> {
          fold.windows()
              .forEach(
                  (window, content) ->
                      sender.send(window, new Pane(now, now, now, false, content)));
          for (StoredPane pane : former) {
            long version = Math.max(now, pane.version() + 1);
            sender.send(
                pane.window(),
                new Pane(pane.openedMillis(), now, version, false, pane.window().empty()));
          }
        });
    awaitStored(fold.windows().size() + (long) former.size(), now, from, to);
    return new Result(events, fold.windows().size(), former.size());
  }

  private void awaitStored(long panes, long version, Instant from, Instant to) {
    Instant until = clock.instant().plus(PATIENCE);
    while (stored.storedSince(version, from, to) < panes) {
      if (clock.instant().isAfter(until)) {
        throw new RebuildException(
            "the windows of %s are on their topics, but not in ClickHouse after %s: is the sink of the windows running?"
                .formatted(from, PATIENCE));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
