package dev.tailrace.faults;

import dev.tailrace.delivery.DeliveryStep;
import java.util.Comparator;

/// A step of the delivery protocol as some process takes it.
///
/// @param where what the step is about, such as a topic; empty when it is about none. Without the
///     number of a partition: all partitions of a topic take the same steps
record StepPlace(DeliveryStep step, String where) implements Comparable<StepPlace> {
  private static final Comparator<StepPlace> ORDER =
      Comparator.comparing(StepPlace::step).thenComparing(StepPlace::where);

  /// As a process says it: with a topic's partition, which is left out.
  static StepPlace of(DeliveryStep step, String where) {
    return new StepPlace(step, where.replaceFirst("-\\d+$", ""));
  }

  @Override
  public int compareTo(StepPlace other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return where.isEmpty() ? step.name() : step + " " + where;
  }
}
