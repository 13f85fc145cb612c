package dev.tailrace.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The moments of the raw topic at which rounds began, as long as a store has not passed them, and
/// the waiting for the newest.
///
/// Not thread-safe.
final class Moments {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final AuditConnections connections;
  private final RawReading reading;
  private final InstantSource clock;
  private final Consumer<String> teller;
  private final BooleanSupplier stopped;
  private final Deque<Snapshot> snapshots = new ArrayDeque<>();
  private int epochs;

  /// @param teller is told what is done, in words for the user
  /// @param stopped asked often; true ends the waiting
  Moments(
      AuditConnections connections,
      RawReading reading,
      InstantSource clock,
      Consumer<String> teller,
      BooleanSupplier stopped) {
    this.connections = connections;
    this.reading = reading;
    this.clock = clock;
    this.teller = teller;
    this.stopped = stopped;
  }

  /// The raw topic as it is now.
  Snapshot take() {
    Topics topics = connections.topics();
    Snapshot newest =
        new Snapshot(
            connections.places(), topics, connections.progress(), ++epochs, topics.raw().ends());
    snapshots.add(newest);
    return newest;
  }

  /// Waits until every store has passed a moment, and has each moment read that the topology has
  /// passed.
  ///
  /// @param deadline when to go on without
  /// @param settle how long after a stage of the pipeline its last results may still come
  void await(Snapshot newest, Instant deadline, Duration settle) {
    String told = "";
    while (true) {
      for (Snapshot snapshot : snapshots) {
        boolean before = snapshot.isEnriched();
        snapshot.advance(clock.instant(), settle);
        if (!before && snapshot.isEnriched()) {
          read(snapshot);
        }
      }
      Optional<String> waiting = newest.waitingFor();
      if (waiting.isEmpty() || stopped.getAsBoolean() || clock.instant().isAfter(deadline)) {
        return;
      }
      String words = "waiting for " + waiting.get();
      if (!words.equals(told)) {
        teller.accept(words);
        told = words;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /// Goes on without a topology that has not come as far as the raw topic.
  void giveUp(Snapshot newest) {
    teller.accept("the topology has not come as far as the raw topic; going on without it");
    newest.giveUp();
    read(newest);
  }

  private void read(Snapshot snapshot) {
    teller.accept("reading " + connections.places().topics().raw());
    reading.readTo(snapshot);
  }

  /// The newest moment that a store has passed.
  Optional<Snapshot> lastPassed(String store) {
    List<Snapshot> newestFirst = new ArrayList<>(snapshots).reversed();
    return newestFirst.stream().filter(snapshot -> snapshot.hasPassed(store)).findFirst();
  }

  /// By store, how far it is behind a moment.
  Map<String, Duration> lags(Snapshot newest) {
    Map<String, Duration> lags = new TreeMap<>();
    for (String store : StoreNames.ALL) {
      Optional<Snapshot> passed = lastPassed(store);
      long behind =
          passed.filter(snapshot -> snapshot == newest).isPresent()
              ? 0
              : Math.max(0, newestRaw(newest) - passed.map(Snapshot::newestMillis).orElse(0L));
      lags.put(store, Duration.ofMillis(behind));
    }
    return lags;
  }

  /// Capture time of the newest raw record at a moment, also when the oracle has not come so far.
  private long newestRaw(Snapshot newest) {
    return newest.isEnriched() ? newest.newestMillis() : clock.millis();
  }

  /// A moment that every store has passed is the oldest that is needed.
  void forgetPassed() {
    while (snapshots.size() > 1 && new ArrayList<>(snapshots).get(1).waitingFor().isEmpty()) {
      var _ = snapshots.removeFirst();
    }
  }
}
