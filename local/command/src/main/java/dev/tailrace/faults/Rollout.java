package dev.tailrace.faults;

import dev.tailrace.audit.Audit;
import dev.tailrace.audit.AuditPlaces;
import dev.tailrace.stack.NewestRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// What operators do to topology instances while events flow: two of them, a third one that joins,
/// each restarted in order, one killed whose partitions the others take, one that leaves for good;
/// and in the end a recount of every store.
///
/// @param directory of the world; must be empty or missing
/// @param seed of the events' contents
public record Rollout(Path directory, long seed, int eventsPerSecond) {
  private static final Duration ARRIVAL = Duration.ofMinutes(4);
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration CATCHES_UP = Duration.ofMinutes(2);
  private static final Duration STEADY = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(200);

  /// What a gap may be while nothing happens but batches that fill.
  private static final Duration CALM = Duration.ofSeconds(3);

  /// Runs it.
  ///
  /// @param progress is told each step, in words
  /// @throws IllegalStateException when an instance does not come back, or the pipeline stands
  ///     still
  public RolloutReport run(Consumer<String> progress) {
    try (World world =
            World.start(directory, World.Crew.ONE_WORKER, Map.of(), Machine.plain(), progress);
        EventLoad load = EventLoad.start(world.bootstrapServers(), seed, eventsPerSecond);
        PartitionGaps gaps =
            new PartitionGaps(
                new NewestRows(world.clickHouse(), WorldPlaces.PARTITIONS),
                WorldPlaces.PARTITIONS,
                load::published)) {
      world.awaitReady();
      world.warmUp();
      awaitCalm(gaps);
      Steps steps = new Steps(gaps, progress);
      steps.take("two instances, nothing happens", () -> sleep(STEADY));
      steps.take("a third one joins", () -> world.addTopology("c"));
      for (Part part : world.topologies()) {
        steps.take("restart of " + part.name() + " in order", () -> restart(part));
      }
      Part victim = world.topologies().getLast();
      steps.take("kill -9 of " + victim.name() + ", which stays away", victim::killAndHold);
      steps.take(victim.name() + " comes back", () -> release(victim));
      Part leaver = world.topologies().getFirst();
      steps.take(leaver.name() + " ends in order and stays away", leaver::stopAndHold);
      progress.accept("waiting until all stores have everything, and recounting them");
      load.pause();
      leaver.release();
      world.awaitDelivery(ARRIVAL);
      load.failure()
          .ifPresent(
              why -> {
                throw new IllegalStateException("the load failed: " + why);
              });
      return new RolloutReport(
          eventsPerSecond,
          load.published(),
          steps.taken(),
          Audit.run(AuditPlaces.of(world.state()), _ -> {}).stores());
    }
  }

  private static void restart(Part part) {
    part.stopAndHold();
    release(part);
  }

  private static void release(Part part) {
    part.release();
    part.awaitReady(START);
  }

  /// Takes the steps and notes what each did to the flow, until it is calm again.
  private static final class Steps {
    private final PartitionGaps gaps;
    private final Consumer<String> progress;
    private final List<RolloutReport.Step> taken = new ArrayList<>();

    Steps(PartitionGaps gaps, Consumer<String> progress) {
      this.gaps = gaps;
      this.progress = progress;
    }

    void take(String name, Runnable step) {
      gaps.reset();
      step.run();
      Duration longest = gaps.longest();
      Duration after = awaitCalm(gaps);
      RolloutReport.Step done =
          new RolloutReport.Step(name, longest.compareTo(after) < 0 ? after : longest);
      taken.add(done);
      progress.accept("%s: %.1f s".formatted(name, done.seconds()));
    }

    List<RolloutReport.Step> taken() {
      return taken;
    }
  }

  /// Waits until for a while no partition stood still for long.
  ///
  /// @return the longest gap until then
  private static Duration awaitCalm(PartitionGaps gaps) {
    long end = System.nanoTime() + CATCHES_UP.toNanos();
    Duration longest = Duration.ZERO;
    while (System.nanoTime() < end) {
      gaps.reset();
      sleep(CALM.multipliedBy(2));
      Duration gap = gaps.longest();
      longest = longest.compareTo(gap) < 0 ? gap : longest;
      if (gap.compareTo(CALM) < 0) {
        return longest;
      }
    }
    throw new IllegalStateException(
        "after %s a partition still stands still for %s at a time".formatted(CATCHES_UP, longest));
  }

  private static void sleep(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
