package dev.tailrace.stack;

import java.util.List;

/// Names that the parts of the stack share.
final class StackTopics {
  static final String RAW = "tail.raw";
  static final String EVENTS = "events";
  static final String DEAD_LETTERS = "tail.dead-letter";
  static final String APPLICATION_ID = "tailrace";
  static final String CLICKHOUSE_CONNECTOR = "clickhouse";

  static final Delivery.Stage TOPOLOGY = new Delivery.Stage("the topology", RAW, APPLICATION_ID);
  static final Delivery.Stage CLICKHOUSE =
      new Delivery.Stage("ClickHouse", EVENTS, "connect-" + CLICKHOUSE_CONNECTOR);
  static final List<Delivery.Stage> STAGES = List.of(TOPOLOGY, CLICKHOUSE);

  private StackTopics() {}
}
