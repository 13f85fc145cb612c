package dev.tailrace.faults;

import dev.tailrace.delivery.Component;
import dev.tailrace.delivery.DeliveryStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Strikes at every step that the protocol has, wherever it is taken: each once, in a random order.
///
/// Which steps there are is read from [DeliveryStep], and where they are taken from what the
/// processes did so far.
final class StepFaults implements Fault {
  private static final Logger LOG = LoggerFactory.getLogger(StepFaults.class);

  /// So many steps are waited at together: the processes come to them in their own order.
  private static final int TOGETHER = 20;

  /// Steps that load brings about come within a second or two, those of files in six. Each try
  /// waits so much longer than the one before: the pipeline may be behind.
  private static final Duration WITHOUT_BLOW = Duration.ofSeconds(8);

  private static final Duration BACK = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final int TRIES = 6;

  private final List<Blow> blows;

  /// @param blows among which each step has one by lot
  StepFaults(Blow... blows) {
    this.blows = List.of(blows);
  }

  @Override
  public int inflict(World world, Random random) throws InterruptedException {
    List<StepPlace> places = new ArrayList<>(places(world));
    Collections.shuffle(places, random);
    int struck = 0;
    for (int from = 0; from < places.size(); from += TOGETHER) {
      int to = Math.min(from + TOGETHER, places.size());
      struck += strikeAll(world, random, new TreeSet<>(places.subList(from, to)));
    }
    return struck;
  }

  /// Every step at least once, and wherever else it was taken.
  static NavigableSet<StepPlace> places(World world) {
    NavigableSet<StepPlace> places = new TreeSet<>();
    world.topologies().forEach(part -> places.addAll(part.seen()));
    world.sinks().forEach(part -> places.addAll(part.seen()));
    for (DeliveryStep step : DeliveryStep.values()) {
      if (places.stream().noneMatch(place -> place.step() == step)) {
        places.add(new StepPlace(step, rarePlace(step)));
      }
    }
    return places;
  }

  private static String rarePlace(DeliveryStep step) {
    return step == DeliveryStep.BATCH_REMAINS_REMOVED ? "events" : "";
  }

  /// Waits until somebody was struck at each of them.
  private int strikeAll(World world, Random random, NavigableSet<StepPlace> left)
      throws InterruptedException {
    for (StepPlace place : left) {
      Blow blow = blows.get(random.nextInt(blows.size()));
      parts(world, place).forEach(part -> part.arm(place, blow));
    }
    int struck = 0;
    for (int tries = 0; !left.isEmpty(); tries++) {
      if (tries == TRIES) {
        throw new IllegalStateException(
            "no process came to " + left + ": say in Inducement how it is reached");
      }
      induce(world, random, left, tries);
      struck += strike(world, left, WITHOUT_BLOW.multipliedBy(tries + 1L));
    }
    world.awaitReady();
    return struck;
  }

  /// Until nobody was struck for a while.
  private static int strike(World world, NavigableSet<StepPlace> left, Duration patience)
      throws InterruptedException {
    int struck = 0;
    long until = System.nanoTime() + patience.toNanos();
    while (!left.isEmpty() && System.nanoTime() < until) {
      for (Part part : world.parts()) {
        Optional<StepPlace> blow = part.awaitBlow(LOOK);
        if (blow.isPresent()) {
          StepPlace place = blow.get();
          LOG.info("{} was struck at {}", part, place);
          parts(world, place).forEach(other -> other.disarm(place));
          left.remove(place);
          struck++;
          until = System.nanoTime() + patience.toNanos();
        }
      }
    }
    return struck;
  }

  private static List<Part> parts(World world, StepPlace place) {
    return place.step().component() == Component.TOPOLOGY ? world.topologies() : world.sinks();
  }

  private static void induce(World world, Random random, NavigableSet<StepPlace> left, int tries)
      throws InterruptedException {
    if (needs(left, Inducement.LARGE_EVENTS)) {
      LargeEvents.publish(world.bootstrapServers(), random);
    }
    if (needs(left, Inducement.TORN_BATCH)) {
      new TornBatch(world).tear();
    }
    // At first the other blows are starts enough.
    if (tries > 0) {
      List<Set<Part>> instances =
          left.stream()
              .filter(place -> Inducement.of(place.step()) == Inducement.RESTART)
              .map(place -> Set.copyOf(parts(world, place)))
              .distinct()
              .toList();
      for (Set<Part> ofOneKind : instances) {
        Part one = List.copyOf(ofOneKind).get(random.nextInt(ofOneKind.size()));
        one.kill();
        one.awaitReady(BACK);
      }
    }
  }

  private static boolean needs(NavigableSet<StepPlace> left, Inducement inducement) {
    return left.stream().anyMatch(place -> Inducement.of(place.step()) == inducement);
  }
}
