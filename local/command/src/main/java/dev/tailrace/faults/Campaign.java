package dev.tailrace.faults;

import dev.tailrace.audit.Audit;
import dev.tailrace.audit.AuditPlaces;
import dev.tailrace.audit.AuditReport;
import dev.tailrace.audit.StoreVerdict;
import dev.tailrace.delivery.DeliveryStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One world, one seed, and all kinds of faults one after the other while events flow. After each
/// kind it waits until everything has arrived, and audits all stores.
///
/// The seed decides contents, order, victims and moments. What it cannot decide is how the threads
/// of the processes interleave.
final class Campaign {
  private static final Duration ARRIVAL = Duration.ofMinutes(4);

  private final Path directory;
  private final long seed;
  private final int eventsPerSecond;
  private final Harm harm;
  private final Consumer<String> progress;
  private final Map<String, Damage> known = new HashMap<>();

  /// What can be harmed.
  enum Harm {
    /// Processes, and what passes between them.
    PROCESSES,
    /// Disks and clocks too, for which this user must be allowed to mount, and libfaketime be here.
    MACHINE
  }

  /// @param directory of the world; must be empty or missing
  /// @param progress is told each step, in words
  Campaign(Path directory, long seed, int eventsPerSecond, Harm harm, Consumer<String> progress) {
    this.directory = directory;
    this.seed = seed;
    this.eventsPerSecond = eventsPerSecond;
    this.harm = harm;
    this.progress = progress;
  }

  /// Inflicts the kinds in this order.
  ///
  /// @param over is told each round as soon as it is over
  /// @throws IllegalStateException when the world does not come back after a fault
  List<Round> run(List<FaultKind> kinds, Consumer<Round> over) throws InterruptedException {
    Random random = new Random(seed);
    List<Round> rounds = new ArrayList<>();
    try (World world = World.start(directory, Map.of(), machine(), progress);
        EventLoad load = EventLoad.start(world.bootstrapServers(), seed, eventsPerSecond);
        Freshness freshness = Freshness.start(world.addresses(), load::published)) {
      settle(world);
      world.warmUp();
      for (FaultKind kind : kinds) {
        progress.accept(kind.words());
        Round round = round(world, load, freshness, kind, random);
        progress.accept(
            "%s: %,d faults, %,d records, %s"
                .formatted(
                    kind.name(),
                    round.faults(),
                    round.recordsIn(),
                    round.isClean() ? "nothing lost, nothing doubled" : round.damage()));
        rounds.add(round);
        over.accept(round);
      }
    }
    return rounds;
  }

  private Machine machine() {
    return harm == Harm.PROCESSES ? Machine.plain() : Machine.harmable(directory, World.CLOCKED);
  }

  /// Until every part has seen what an ordinary life brings.
  private static void settle(World world) {
    world.awaitReady();
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < until && !hasCommittedToAllTables(world)) {
      LockSupport.parkNanos(200_000_000L);
    }
  }

  private static boolean hasCommittedToAllTables(World world) {
    return world.sinks().stream()
            .flatMap(part -> part.seen().stream())
            .filter(place -> place.step() == DeliveryStep.TABLE_COMMITTED)
            .distinct()
            .count()
        == 3;
  }

  private Round round(
      World world, EventLoad load, Freshness freshness, FaultKind kind, Random random)
      throws InterruptedException {
    long before = load.published();
    freshness.reset();
    int faults = kind.fault().inflict(world, random);
    Map<String, Duration> gaps = new LinkedHashMap<>();
    load.pause();
    world.awaitDelivery(ARRIVAL);
    gaps.putAll(freshness.longestGaps());
    load.failure()
        .ifPresent(
            why -> {
              throw new IllegalStateException("the load failed: " + why);
            });
    AuditReport report = Audit.run(AuditPlaces.of(world.state()), _ -> {});
    Round round =
        new Round(kind.name(), kind.words(), faults, load.published() - before, news(report), gaps);
    load.resume();
    return round;
  }

  /// Damage that the audits before have not seen.
  private Map<String, Damage> news(AuditReport report) {
    Map<String, Damage> news = new LinkedHashMap<>();
    for (StoreVerdict verdict : report.stores()) {
      Damage now = Damage.of(verdict);
      news.put(verdict.store(), now.since(known.getOrDefault(verdict.store(), Damage.NONE)));
      known.put(verdict.store(), now);
      verdict.differences().forEach(progress);
    }
    return news;
  }
}
