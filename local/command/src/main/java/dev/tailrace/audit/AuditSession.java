package dev.tailrace.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// An audit with what it remembers between rounds. [RawReading] has what was read, [Moments] when a
/// store is waited for, and each round makes a [RoundComparison].
///
/// Not thread-safe.
final class AuditSession implements AutoCloseable {
  /// How long after a stage of the pipeline its windows may still come: twice its interval, and
  /// some.
  private static final Duration SETTLE = Duration.ofSeconds(3);

  private final InstantSource clock;
  private final AuditConnections connections;
  private final RawReading reading;
  private final Consumer<String> teller;
  private final Moments moments;

  /// @param teller is told what is done, in words for the user
  /// @param stopped asked often; true ends the waiting
  AuditSession(
      AuditPlaces places, InstantSource clock, Consumer<String> teller, BooleanSupplier stopped) {
    this.clock = clock;
    this.connections = AuditConnections.open(places);
    this.reading = new RawReading(connections);
    this.teller = teller;
    this.moments = new Moments(connections, reading, clock, teller, stopped);
  }

  /// What a round does about stores that are behind.
  enum Late {
    /// Waits as long as the patience allows, and then counts what is not there as lost.
    WAIT,
    /// Compares each store at the last moment that it has passed.
    COMPARE_EARLIER
  }

  /// Makes one audit.
  ///
  /// @throws AuditException when a store cannot be asked
  AuditRound round(Late late, Duration patience) {
    Instant start = clock.instant();
    Snapshot newest = moments.take();
    switch (late) {
      case WAIT -> await(newest, start.plus(patience));
      case COMPARE_EARLIER -> moments.await(newest, start.plus(patience), SETTLE);
    }
    RoundComparison comparison = comparison(late, newest);
    List<StoreVerdict> verdicts = comparison.run();
    if (late == Late.WAIT && comparison.windowsDiffer()) {
      // Offsets do not tell when windows are published: look again when they surely are.
      newest.expectWindowsAnew(clock.instant());
      moments.await(newest, start.plus(patience).plus(SETTLE.multipliedBy(3)), SETTLE);
      verdicts = comparison.repeatWindows();
    }
    Map<String, Duration> lags = moments.lags(newest);
    moments.forgetPassed();
    return new AuditRound(new AuditReport(start, reading.records(), verdicts), lags);
  }

  private void await(Snapshot newest, Instant deadline) {
    moments.await(newest, deadline, Duration.ZERO);
    if (!newest.isEnriched()) {
      moments.giveUp(newest);
    }
    newest.extendLetters();
    moments.await(newest, deadline, Duration.ZERO);
  }

  private RoundComparison comparison(Late late, Snapshot newest) {
    Function<String, Optional<Snapshot>> at =
        switch (late) {
          case WAIT -> _ -> Optional.of(newest);
          case COMPARE_EARLIER -> moments::lastPassed;
        };
    return new RoundComparison(connections, reading, newest, at, teller);
  }

  /// Whether the raw topic still has every record that the sums tell of.
  boolean isWhole() {
    return reading.isWhole();
  }

  @Override
  public void close() {
    connections.close();
  }
}
