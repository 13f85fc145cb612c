package dev.tailrace.command;

import dev.tailrace.cost.CostLine;
import dev.tailrace.cost.Estimate;
import dev.tailrace.cost.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `tailrace cost --json` prints. Numbers are rounded to four decimals.
record CostJson(List<OfScenario> scenarios) {
  private static final int DECIMALS = 4;

  /// @param estimates by the names of their scenarios
  static CostJson of(Map<String, Estimate> estimates) {
    return new CostJson(
        estimates.entrySet().stream()
            .map(named -> OfScenario.of(named.getKey(), named.getValue()))
            .toList());
  }

  /// @param r2WritesUsd what all class A requests cost
  /// @param r2WritesUsdIfPerEvent what they would cost if every event were one
  record OfScenario(
      String name,
      long eventsPerDay,
      int bytesPerEvent,
      int retentionDays,
      List<OfLine> lines,
      BigDecimal totalUsd,
      BigDecimal usdPerMillionEvents,
      BigDecimal r2WritesUsd,
      BigDecimal r2WritesUsdIfPerEvent) {
    static OfScenario of(String name, Estimate estimate) {
      return new OfScenario(
          name,
          estimate.workload().eventsPerDay(),
          estimate.workload().bytesPerEvent(),
          estimate.workload().retentionDays(),
          estimate.lines().stream().map(OfLine::of).toList(),
          rounded(estimate.totalUsd()),
          rounded(estimate.usdPerMillionEvents()),
          rounded(estimate.writesUsd()),
          rounded(estimate.onePutPerEvent().monthlyUsd()));
    }
  }

  /// @param purpose storage, writes or queries
  /// @param quantity in a month
  /// @param unit of the quantity
  record OfLine(
      String item,
      String component,
      String purpose,
      BigDecimal quantity,
      String unit,
      String priceKey,
      Price price,
      BigDecimal monthlyUsd) {
    static OfLine of(CostLine line) {
      return new OfLine(
          line.item().label(),
          line.item().component().label(),
          line.item().purpose().name().toLowerCase(Locale.ROOT),
          rounded(line.quantity()),
          line.item().priceKey().unit().counted(),
          line.item().priceKey().text(),
          line.price(),
          rounded(line.monthlyUsd()));
    }
  }

  private static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
  }
}
