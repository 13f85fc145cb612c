package dev.tailrace.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// An audit that goes on: round after round, each raw record read once.
///
/// [#stop] may be called by any thread; everything else belongs to the thread that runs it.
public final class AuditFollow {
  private final AuditPlaces places;
  private final Duration interval;
  private final InstantSource clock;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /// @param interval from the start of one round to that of the next
  public AuditFollow(AuditPlaces places, Duration interval, InstantSource clock) {
    this.places = places;
    this.interval = interval;
    this.clock = clock;
  }

  /// Makes rounds until it is stopped.
  ///
  /// @param rounds is told each round
  /// @param trouble is told why a round could not be made; the next one begins anew
  public void run(Consumer<AuditRound> rounds, Consumer<AuditException> trouble) {
    while (isRunning()) {
      try (AuditSession session = new AuditSession(places, clock, _ -> {}, () -> !isRunning())) {
        follow(session, rounds);
      } catch (AuditException e) {
        trouble.accept(e);
        pause(clock.instant().plus(interval));
      }
    }
  }

  /// Until it is stopped, or until the raw topic drops records: then the sums tell of records that
  /// nobody can read any more, and a new session begins.
  private void follow(AuditSession session, Consumer<AuditRound> rounds) {
    while (isRunning() && session.isWhole()) {
      Instant start = clock.instant();
      AuditRound round = session.round(AuditSession.Late.COMPARE_EARLIER, interval.dividedBy(3));

      if (isRunning()) {
        rounds.accept(round);
      }
      pause(start.plus(interval));
    }
  }

  private boolean isRunning() {
    return stopped.getCount() > 0;
  }

  private void pause(Instant until) {
    try {
      boolean _ =
          stopped.await(Duration.between(clock.instant(), until).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      stop();
      Thread.currentThread().interrupt();
    }
  }

  /// Asks the rounds to end; the one at work is finished without being told.
  public void stop() {
    stopped.countDown();
  }
}
