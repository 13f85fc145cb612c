package dev.tailrace.faults;

import dev.tailrace.delivery.DeliveryStep;
import java.io.PrintStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Waits at steps of this process, and strikes whoever reaches them first.
///
/// Says on its stream `seen STEP WHERE` when a step is taken for the first time, and `struck STEP
/// WHERE` just before a blow. Thread-safe.
final class Ambush implements DeliveryStep.Observer {
  private static final int KILLED = 137;

  private final PrintStream out;
  private final Set<StepPlace> seen = ConcurrentHashMap.newKeySet();
  private final Map<StepPlace, Blow> armed = new ConcurrentHashMap<>();

  Ambush(PrintStream out) {
    this.out = out;
  }

  /// Strikes once, at the next time the step is reached.
  void arm(StepPlace place, Blow blow) {
    armed.put(place, blow);
  }

  /// Waits there no more.
  void disarm(StepPlace place) {
    armed.remove(place);
  }

  @Override
  public void reached(DeliveryStep step, String where) {
    StepPlace place = StepPlace.of(step, where);
    if (seen.add(place)) {
      out.println("seen " + place);
    }
    if (armed.isEmpty()) {
      return;
    }
    Blow blow = armed.remove(place);
    if (blow != null) {
      out.println("struck " + place);
      strike(place, blow);
    }
  }

  private void strike(StepPlace place, Blow blow) {
    switch (blow) {
      case DIES -> Runtime.getRuntime().halt(KILLED);
      case FAILS -> throw new InducedFailure(place);
    }
  }
}
