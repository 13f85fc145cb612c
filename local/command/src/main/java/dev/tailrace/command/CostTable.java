package dev.tailrace.command;

import dev.tailrace.cost.CostItem;
import dev.tailrace.cost.CostLine;
import dev.tailrace.cost.Estimate;
import dev.tailrace.cost.Price;
import dev.tailrace.cost.PriceKey;
import dev.tailrace.cost.Workload;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Formatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// What `tailrace cost` prints: estimates beside each other, one line for each item.
///
/// Written in the same way everywhere, because docs/cost.md holds it.
final class CostTable {
  private final Map<String, Estimate> estimates;
  private final Formatter text = new Formatter(new StringBuilder(), Locale.ROOT);

  private CostTable(Map<String, Estimate> estimates) {
    this.estimates = estimates;
  }

  /// @param estimates by the names of their scenarios
  static String of(Map<String, Estimate> estimates) {
    CostTable table = new CostTable(estimates);
    table.headings();
    table.rows();
    table.sums("total", "", Estimate::totalUsd);
    table.sums("for a million events", "", Estimate::usdPerMillionEvents);
    table.text.format("%n");
    table.sums("R2 writes, by file", "in the total", Estimate::writesUsd);
    table.sums(
        "R2 writes, by event",
        "as the documents had it",
        estimate -> estimate.onePutPerEvent().monthlyUsd());
    return table.text.toString();
  }

  private void headings() {
    Workload workload = estimates.values().iterator().next().workload();
    text.format(
        "A month in US dollars; events of %,d bytes, kept %,d days; without Kafka and"
            + " machines.%n%n",
        workload.bytesPerEvent(), workload.retentionDays());
    begin("", "");
    estimates.forEach(
        (name, estimate) ->
            text.format(
                " %25s",
                String.format(
                    Locale.ROOT, "%s, %,d a day", name, estimate.workload().eventsPerDay())));
    text.format("%n");
    begin("", "unit price");
    estimates.forEach((_, _) -> cell("quantity", "USD"));
    text.format("%n");
  }

  private void rows() {
    for (CostItem item : CostItem.values()) {
      estimates.values().stream()
          .flatMap(estimate -> estimate.line(item).stream())
          .map(CostLine::price)
          .findFirst()
          .ifPresent(price -> row(item, price));
    }
  }

  private void row(CostItem item, Price price) {
    begin(item.label(), exact(price.usd()) + " per " + price.per());
    for (Estimate estimate : estimates.values()) {
      estimate
          .line(item)
          .ifPresentOrElse(
              line -> cell(quantity(line), usd(line.monthlyUsd())), () -> cell("-", "-"));
    }
    text.format("%n");
  }

  private void sums(String name, String remark, ToDoubleFunction<Estimate> usd) {
    begin(name, remark);
    estimates.values().forEach(estimate -> cell("", usd(usd.applyAsDouble(estimate))));
    text.format("%n");
  }

  private void begin(String name, String price) {
    text.format("%-25s %25s", name, price);
  }

  private void cell(String quantity, String usd) {
    text.format(" %15s %9s", quantity, usd);
  }

  private static String quantity(CostLine line) {
    PriceKey.Unit unit = line.item().priceKey().unit();
    return switch (unit) {
      case GB_MONTH, TB -> String.format(Locale.ROOT, "%,.2f %s", line.quantity(), unit.counted());
      case HOUR -> String.format(Locale.ROOT, "%,.0f %s", line.quantity(), unit.counted());
      case MILLION_REQUESTS, MONTH -> String.format(Locale.ROOT, "%,.0f", line.quantity());
    };
  }

  private static String usd(double value) {
    return String.format(Locale.ROOT, "%,.2f", value);
  }

  /// With all the decimals that a price has, and at least two.
  private static String exact(double price) {
    BigDecimal usd = BigDecimal.valueOf(price);
    int decimals = Math.max(2, usd.stripTrailingZeros().scale());
    return usd.setScale(decimals, RoundingMode.UNNECESSARY).toPlainString();
  }
}
