package dev.tailrace.topology;

/// Names of the topology's nodes. They show in metrics, logs and the topology description.
final class Step {
  static final String RAW = "raw";
  static final String PARSE = "parse";
  static final String ENRICH = "enrich";
  static final String ADMIT = "admit";
  static final String SEAL = "seal";
  static final String MUTATIONS = "mutations";
  static final String DEAD_LETTERS = "dead-letters";
  static final String EVENTS_SINK = "events-topic";
  static final String MUTATIONS_SINK = "mutations-topic";
  static final String DEAD_LETTERS_SINK = "dead-letter-topic";

  private Step() {}
}
