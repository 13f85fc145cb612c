package dev.tailrace.topology;

/// Names of the topology's nodes. They show in metrics, logs and the topology description.
final class Step {
  static final String RAW = "raw";
  static final String PARSE = "parse";
  static final String ENRICH = "enrich";
  static final String ADMIT = "admit";
  static final String SEAL = "seal";
  static final String FOLD = "fold";
  static final String MUTATIONS = "mutations";
  static final String DEAD_LETTERS = "dead-letters";
  static final String EVENTS_SINK = "events-topic";
  static final String MUTATIONS_SINK = "mutations-topic";
  static final String DEAD_LETTERS_SINK = "dead-letter-topic";

  static final String PARTIALS_SINK = "partials-topic";
  static final String PARTIALS = "partials";
  static final String MERGE = "merge";
  static final String SERVICE_METRICS_SINK = "service-metrics-topic";
  static final String ERROR_TRENDS_SINK = "error-trends-topic";

  private Step() {}
}
