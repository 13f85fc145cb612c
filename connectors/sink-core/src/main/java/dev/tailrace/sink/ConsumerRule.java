package dev.tailrace.sink;

import java.util.Map;
import java.util.Optional;

/// What a sink needs of the consumer that Connect runs for it, and cannot set on its own.
public final class ConsumerRule {
  /// Connector key that sets the isolation level of Connect's consumer.
  public static final String ISOLATION_LEVEL = "consumer.override.isolation.level";

  /// The only value a sink of sealed batches accepts.
  public static final String READ_COMMITTED = "read_committed";

  private ConsumerRule() {}

  /// The problem with these connector properties, if there is one. Aborted records are no part of
  /// any batch; a consumer that shows them would give the sink rows that never happened.
  public static Optional<String> problem(Map<String, String> properties) {
    String level = properties.get(ISOLATION_LEVEL);
    if (READ_COMMITTED.equals(level)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s is %s; sealed batches are made of committed records only: set it to %s"
            .formatted(
                ISOLATION_LEVEL, level == null ? "missing" : "'" + level + "'", READ_COMMITTED));
  }
}
