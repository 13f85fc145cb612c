package dev.tailrace.topology;

import java.util.LinkedHashSet;
import java.util.List;

/// Names of the topics the topology reads and writes.
///
/// @param partials what the enriching tasks hand to the merging ones
/// @param serviceMetrics hourly windows of each script
/// @param errorTrends 5-minute windows of each script's errors
public record TopicNames(
    String raw,
    String events,
    String partials,
    String serviceMetrics,
    String errorTrends,
    String mutations,
    String deadLetters) {
  public static final TopicNames DEFAULT =
      new TopicNames(
          "tail.raw",
          "events",
          "partials",
          "service-metrics.hourly",
          "error-trends.5min",
          "things.mutations",
          "tail.dead-letter");

  public TopicNames {
    List<String> all =
        List.of(raw, events, partials, serviceMetrics, errorTrends, mutations, deadLetters);
    if (new LinkedHashSet<>(all).size() < all.size()) {
      throw new IllegalArgumentException("two of the topics have the same name: " + all);
    }
  }
}
