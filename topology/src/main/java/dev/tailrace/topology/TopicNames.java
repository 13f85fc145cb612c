package dev.tailrace.topology;

import java.util.LinkedHashSet;
import java.util.List;

/// Names of the topics the topology reads and writes.
public record TopicNames(String raw, String events, String mutations, String deadLetters) {
  public static final TopicNames DEFAULT =
      new TopicNames("tail.raw", "events", "things.mutations", "tail.dead-letter");

  public TopicNames {
    List<String> all = List.of(raw, events, mutations, deadLetters);
    if (new LinkedHashSet<>(all).size() < all.size()) {
      throw new IllegalArgumentException("two of the topics have the same name: " + all);
    }
  }
}
