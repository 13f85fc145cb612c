package dev.tailrace.cost;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Plans of hosted Postgres (Neon) that the documents name.
public enum PostgresPlan {
  /// 0.5 GB.
  FREE(CostItem.POSTGRES_FREE),
  /// 10 GB.
  LAUNCH(CostItem.POSTGRES_LAUNCH),
  /// 50 GB.
  SCALE(CostItem.POSTGRES_SCALE),
  /// More than 50 GB; its price is negotiated.
  BUSINESS(CostItem.POSTGRES_BUSINESS);

  private final CostItem item;

  PostgresPlan(CostItem item) {
    this.item = item;
  }

  CostItem item() {
    return item;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The plan of that name, in any case.
  ///
  /// @throws IllegalArgumentException when there is none
  public static PostgresPlan named(String name) {
    return Arrays.stream(values())
        .filter(plan -> plan.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Postgres plan: there is no '%s', give one of %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(PostgresPlan::toString)
                                .collect(Collectors.joining(", ")))));
  }
}
