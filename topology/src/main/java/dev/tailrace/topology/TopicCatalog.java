package dev.tailrace.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The topics of Tailrace: how they are made, and what makes an existing one unfit. Pure; the
/// cluster is asked by [TopicSetup].
///
/// @param specs the topics, the raw one first
/// @param replicationFactor of topics that are created; -1 leaves it to the broker
public record TopicCatalog(TopicNames names, List<TopicSpec> specs, short replicationFactor) {
  /// The largest raw record that can enter. One that is smaller is never refused for its size.
  public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

  /// Room for key, headers and the framing of a batch.
  private static final int ROOM = 1024 * 1024;

  /// What a raw topic must take.
  public static final int RAW_MESSAGE_BYTES = MAX_RECORD_BYTES + ROOM;

  /// What every other topic must take: a row may grow to double the raw record, because replaced
  /// characters take more bytes and some texts stand in two columns.
  public static final int MAX_MESSAGE_SIZE = 2 * MAX_RECORD_BYTES + ROOM;

  static final String MAX_MESSAGE_BYTES = "max.message.bytes";
  private static final String CLEANUP_POLICY = "cleanup.policy";
  private static final String RETENTION = "retention.ms";

  /// Settings that an operator may choose otherwise.
  static final List<String> SOFT_SETTINGS = List.of(CLEANUP_POLICY, RETENTION);

  public TopicCatalog {
    specs = List.copyOf(specs);
  }

  /// How long the topics keep their records.
  public record Retention(
      Duration raw,
      Duration events,
      Duration partials,
      Duration windows,
      Duration mutations,
      Duration deadLetters) {
    public static final Retention DEFAULT =
        new Retention(
            Duration.ofDays(7),
            Duration.ofDays(7),
            Duration.ofDays(1),
            Duration.ofDays(30),
            Duration.ofDays(30),
            Duration.ofDays(30));
  }

  /// What is known of an existing topic.
  ///
  /// @param config its other settings that the catalog has an opinion of, as far as they were asked
  public record Existing(int partitions, long maxMessageBytes, Map<String, String> config) {
    public Existing {
      config = Map.copyOf(config);
    }

    public Existing(int partitions, long maxMessageBytes) {
      this(partitions, maxMessageBytes, Map.of());
    }
  }

  /// One thing that is wrong, and the command that mends it.
  public record Problem(String what, String remedy) {
    @Override
    public String toString() {
      return what + "\n    " + remedy;
    }
  }

  public static TopicCatalog of(
      TopicNames names,
      int partitions,
      int deadLetterPartitions,
      short replicationFactor,
      Retention retention) {
    return new TopicCatalog(
        names,
        List.of(
            spec(names.raw(), partitions, retention.raw(), RAW_MESSAGE_BYTES),
            spec(names.events(), partitions, retention.events(), MAX_MESSAGE_SIZE),
            spec(names.partials(), partitions, retention.partials(), MAX_MESSAGE_SIZE),
            upserts(names.serviceMetrics(), partitions, retention.windows()),
            upserts(names.errorTrends(), partitions, retention.windows()),
            spec(names.mutations(), partitions, retention.mutations(), MAX_MESSAGE_SIZE),
            spec(
                names.deadLetters(),
                deadLetterPartitions,
                retention.deadLetters(),
                MAX_MESSAGE_SIZE)),
        replicationFactor);
  }

  /// The catalog for a cluster that has some of the topics: those that exist keep their partition
  /// counts, and a new events topic takes that of an existing raw one, and the other way round.
  public TopicCatalog fittedTo(Map<String, Existing> existing) {
    Optional<Existing> pattern =
        Optional.ofNullable(existing.get(names.raw()))
            .or(() -> Optional.ofNullable(existing.get(names.events())));
    List<TopicSpec> fitted =
        specs.stream()
            .map(
                spec ->
                    isPaired(spec) && pattern.isPresent()
                        ? new TopicSpec(spec.name(), pattern.get().partitions(), spec.config())
                        : spec)
            .toList();
    return new TopicCatalog(names, fitted, replicationFactor);
  }

  public List<TopicSpec> missing(Map<String, Existing> existing) {
    return specs.stream().filter(spec -> !existing.containsKey(spec.name())).toList();
  }

  /// All that is wrong with the topics of a cluster: missing, too small, raw and events apart.
  public List<Problem> problems(Map<String, Existing> existing) {
    List<Problem> problems = new ArrayList<>();
    for (TopicSpec spec : missing(existing)) {
      problems.add(
          new Problem(
              "topic " + spec.name() + " is missing", spec.createCommand(replicationFactor)));
    }
    unequalPartitions(existing).ifPresent(problems::add);
    for (TopicSpec spec : specs) {
      tooSmall(spec, existing.get(spec.name())).ifPresent(problems::add);
    }
    return problems;
  }

  /// What differs from the catalog without making a topic unfit: how long records are kept, and
  /// which of them.
  public List<Problem> remarks(Map<String, Existing> existing) {
    List<Problem> remarks = new ArrayList<>();
    for (TopicSpec spec : specs) {
      Map<String, String> found =
          Optional.ofNullable(existing.get(spec.name())).map(Existing::config).orElse(Map.of());
      for (String key : SOFT_SETTINGS) {
        String wanted = spec.config().get(key);
        if (found.containsKey(key) && !sameList(found.get(key), wanted)) {
          remarks.add(
              new Problem(
                  "topic %s has %s=%s, the configuration says %s"
                      .formatted(spec.name(), key, found.get(key), wanted),
                  spec.alterCommand(key, wanted)));
        }
      }
    }
    return remarks;
  }

  /// Kafka gives the words of a list back in the order they were set.
  private static boolean sameList(String one, String other) {
    return Set.of(one.split(",", -1)).equals(Set.of(other.split(",", -1)));
  }

  private Optional<Problem> unequalPartitions(Map<String, Existing> existing) {
    Existing raw = existing.get(names.raw());
    Existing events = existing.get(names.events());
    if (raw == null || events == null || raw.partitions() == events.partitions()) {
      return Optional.empty();
    }
    boolean eventsShort = events.partitions() < raw.partitions();
    String grow = eventsShort ? names.events() : names.raw();
    return Optional.of(
        new Problem(
            "topic %s has %d partitions, topic %s has %d; both must have the same number, because each partition of one is written from its partner"
                .formatted(names.events(), events.partitions(), names.raw(), raw.partitions()),
            "kafka-topics --bootstrap-server BROKER --alter --topic "
                + grow
                + " --partitions "
                + Math.max(events.partitions(), raw.partitions())));
  }

  private static Optional<Problem> tooSmall(TopicSpec spec, Existing topic) {
    if (topic == null || topic.maxMessageBytes() >= spec.leastMaxMessageBytes()) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            "topic %s takes records up to %d bytes, but %d may come (max.message.bytes)"
                .formatted(spec.name(), topic.maxMessageBytes(), spec.leastMaxMessageBytes()),
            spec.alterCommand(MAX_MESSAGE_BYTES, Long.toString(spec.leastMaxMessageBytes()))));
  }

  private boolean isPaired(TopicSpec spec) {
    return spec.name().equals(names.raw()) || spec.name().equals(names.events());
  }

  private static TopicSpec spec(String name, int partitions, Duration retention, int maxBytes) {
    return spec(name, partitions, retention, maxBytes, "delete");
  }

  /// Of one key only the newest record matters.
  private static TopicSpec upserts(String name, int partitions, Duration retention) {
    return spec(name, partitions, retention, MAX_MESSAGE_SIZE, "compact,delete");
  }

  private static TopicSpec spec(
      String name, int partitions, Duration retention, int maxBytes, String cleanupPolicy) {
    return new TopicSpec(
        name,
        partitions,
        Map.of(
            CLEANUP_POLICY,
            cleanupPolicy,
            RETENTION,
            Long.toString(retention.toMillis()),
            MAX_MESSAGE_BYTES,
            Integer.toString(maxBytes)));
  }
}
