package dev.tailrace.cost;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a workload costs in a month.
///
/// @param onePutPerEvent what writes to R2 would cost if every event were a request, as the
///     documents reckoned; no part of the total
public record Estimate(Workload workload, List<CostLine> lines, CostLine onePutPerEvent) {
  private static final double MILLION = 1e6;

  public Estimate {
    Objects.requireNonNull(workload, "workload");
    lines = List.copyOf(lines);
    Objects.requireNonNull(onePutPerEvent, "onePutPerEvent");
  }

  /// The line of an item; empty when the workload does not have it.
  public Optional<CostLine> line(CostItem item) {
    return lines.stream().filter(line -> line.item() == item).findFirst();
  }

  /// US dollars a month.
  public double totalUsd() {
    return lines.stream().mapToDouble(CostLine::monthlyUsd).sum();
  }

  /// US dollars a month for what is paid by class A request.
  public double writesUsd() {
    return lines.stream()
        .filter(line -> line.item().priceKey() == PriceKey.R2_CLASS_A)
        .mapToDouble(CostLine::monthlyUsd)
        .sum();
  }

  /// US dollars for a million events.
  public double usdPerMillionEvents() {
    return totalUsd() / (workload.eventsPerMonth() / MILLION);
  }
}
