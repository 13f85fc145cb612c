package dev.tailrace.cost;

import java.util.List;

/// A named workload.
public record Scenario(String name, Workload workload) {
  /// Size of a raw event in the documents.
  public static final int DOCUMENTED_BYTES = 2_000;

  /// How long the documents keep events.
  public static final int DOCUMENTED_RETENTION_DAYS = 30;

  /// The documents' second scenario, which lends a workload of one's own what it does not say.
  public static final Scenario MEDIUM =
      documented("medium", 1_000_000, new Services(24, PostgresPlan.SCALE));

  private static final Scenario LOW =
      documented("low", 100_000, new Services(0, PostgresPlan.LAUNCH));
  private static final Scenario HIGH =
      documented("high", 10_000_000, new Services(24, PostgresPlan.BUSINESS));

  /// The documents' three scenarios, with the services they have there.
  public static List<Scenario> documented() {
    return List.of(LOW, MEDIUM, HIGH);
  }

  private static Scenario documented(String name, long eventsPerDay, Services services) {
    return new Scenario(
        name,
        new Workload(
            eventsPerDay,
            DOCUMENTED_BYTES,
            DOCUMENTED_RETENTION_DAYS,
            FileSettings.DEFAULT,
            RowSizes.measured(DOCUMENTED_BYTES),
            QueryLoad.DOCUMENTED,
            services));
  }
}
