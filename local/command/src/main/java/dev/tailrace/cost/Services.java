package dev.tailrace.cost;

import java.util.Objects;

/// Services that are paid by time.
///
/// @param clickHouseHoursPerDay how long the ClickHouse service runs; with 0 there is none, and
///     nothing is stored in it
public record Services(int clickHouseHoursPerDay, PostgresPlan postgresPlan) {
  public Services {
    Limits.requireBetween("ClickHouse hours per day", clickHouseHoursPerDay, 0, 24);
    Objects.requireNonNull(postgresPlan, "postgresPlan");
  }

  boolean hasClickHouse() {
    return clickHouseHoursPerDay > 0;
  }
}
