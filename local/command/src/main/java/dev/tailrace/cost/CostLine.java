package dev.tailrace.cost;

import java.util.Objects;

/// One line of an estimate.
///
/// @param amount bytes, requests, hours or months in a month
public record CostLine(CostItem item, double amount, Price price) {
  public CostLine {
    Objects.requireNonNull(item, "item");
    Objects.requireNonNull(price, "price");
  }

  /// The amount in the unit that people count in: GB, TB, requests, hours, months.
  public double quantity() {
    return switch (item.priceKey().unit()) {
      case GB_MONTH, TB -> amount / item.priceKey().unit().size();
      case MILLION_REQUESTS, HOUR, MONTH -> amount;
    };
  }

  /// US dollars a month.
  public double monthlyUsd() {
    return amount / item.priceKey().unit().size() * price.usd();
  }
}
