package dev.tailrace.things;

import java.util.Objects;

/// The two things that a relationship joins.
public record Ends(EntityKey from, EntityKey to) {
  public Ends {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
  }
}
