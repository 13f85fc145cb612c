package dev.tailrace.audit;

import dev.tailrace.audit.Progress.Counting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One moment of the raw topic, and how far the pipeline has carried what was on it by then.
///
/// When the topology has passed the moment, the ends of the topics that it writes are noted; when a
/// sink has passed those, its store has everything. Windows go through the topology a second time,
/// and are published a while after their sums have been taken in.
///
/// Not thread-safe.
final class Snapshot {
  private final AuditPlaces places;
  private final Topics topics;
  private final Progress progress;
  private final int epoch;
  private final Map<Integer, Long> rawEnds;
  private final Set<String> passed = new HashSet<>();
  private Map<Integer, Long> eventsEnds = Map.of();
  private Map<Integer, Long> mutationsEnds = Map.of();
  private Map<Integer, Long> lettersEnds = Map.of();
  private Map<Integer, Long> partialsEnds = Map.of();
  private Map<Integer, Long> metricsEnds = Map.of();
  private Map<Integer, Long> trendsEnds = Map.of();
  private Stage stage = Stage.TAKEN;
  private Instant stageSince = Instant.MIN;
  private long newestMillis;
  private long records;

  private enum Stage {
    TAKEN,
    ENRICHED,
    SUMS_HANDED_ON,
    WINDOWS_PUBLISHED
  }

  Snapshot(
      AuditPlaces places, Topics topics, Progress progress, int epoch, Map<Integer, Long> rawEnds) {
    this.places = places;
    this.topics = topics;
    this.progress = progress;
    this.epoch = epoch;
    this.rawEnds = Map.copyOf(rawEnds);
  }

  int epoch() {
    return epoch;
  }

  Map<Integer, Long> rawEnds() {
    return rawEnds;
  }

  Map<Integer, Long> eventsEnds() {
    return eventsEnds;
  }

  Map<Integer, Long> mutationsEnds() {
    return mutationsEnds;
  }

  Map<Integer, Long> lettersEnds() {
    return lettersEnds;
  }

  /// Whether the topology has passed it, so that the topics it writes are complete.
  boolean isEnriched() {
    return stage != Stage.TAKEN;
  }

  /// What the oracle found when it read up to here.
  void note(long rawRecords, long newestRawMillis) {
    records = rawRecords;
    newestMillis = newestRawMillis;
  }

  long records() {
    return records;
  }

  /// Capture time of the newest raw record, Unix epoch milliseconds.
  long newestMillis() {
    return newestMillis;
  }

  /// Looks how far the pipeline has come.
  ///
  /// @param settle how long after a stage its last results may still come
  void advance(Instant now, Duration settle) {
    if (stage == Stage.TAKEN && isPast(places.groups().topology(), topics.raw(), rawEnds)) {
      takeEnds();
      move(Stage.ENRICHED, now);
    }
    if (stage == Stage.ENRICHED && !now.isBefore(stageSince.plus(settle))) {
      partialsEnds = progress.writtenEnds(topics.partials());
      if (isPast(places.groups().topology(), topics.partials(), partialsEnds)) {
        move(Stage.SUMS_HANDED_ON, now);
      }
    }
    if (stage == Stage.SUMS_HANDED_ON && !now.isBefore(stageSince.plus(settle))) {
      metricsEnds = progress.writtenEnds(topics.metrics());
      trendsEnds = progress.writtenEnds(topics.trends());
      move(Stage.WINDOWS_PUBLISHED, now);
    }
  }

  private void move(Stage next, Instant now) {
    stage = next;
    stageSince = now;
  }

  private void takeEnds() {
    eventsEnds = progress.writtenEnds(topics.events());
    mutationsEnds = progress.writtenEnds(topics.mutations());
    lettersEnds = progress.writtenEnds(topics.letters());
  }

  /// Takes the ends as they are, although the pipeline has not come so far.
  void giveUp() {
    takeEnds();
  }

  /// Has the windows waited for once more: they were looked at too early.
  void expectWindowsAnew(Instant now) {
    if (stage != Stage.TAKEN) {
      move(Stage.ENRICHED, now);
      passed.remove(StoreNames.WINDOWS_CLICKHOUSE);
      passed.remove(StoreNames.WINDOWS_PARQUET);
    }
  }

  /// Letters that sinks have written since count too.
  void extendLetters() {
    lettersEnds = progress.writtenEnds(topics.letters());
    passed.remove(StoreNames.DEAD_LETTERS_BUCKET);
  }

  /// Whether a store has everything of this moment. Once true, it stays so.
  boolean hasPassed(String store) {
    if (!passed.contains(store) && isPast(store)) {
      passed.add(store);
    }
    return passed.contains(store);
  }

  private boolean isPast(String store) {
    AuditPlaces.Groups groups = places.groups();
    return switch (store) {
      case StoreNames.EVENTS_TOPIC, StoreNames.MUTATIONS_TOPIC, StoreNames.DEAD_LETTERS ->
          isEnriched();
      case StoreNames.CLICKHOUSE ->
          isEnriched() && isPast(groups.clickHouse(), topics.events(), eventsEnds);
      case StoreNames.PARQUET, StoreNames.ICEBERG ->
          isEnriched() && isPast(groups.files(), topics.events(), eventsEnds);
      case StoreNames.POSTGRES_THINGS, StoreNames.POSTGRES_RELATIONSHIPS ->
          isEnriched() && isPast(groups.postgres(), topics.mutations(), mutationsEnds);
      case StoreNames.DEAD_LETTERS_BUCKET ->
          isEnriched()
              && progress.isPast(groups.letters(), topics.letters(), lettersEnds, Counting.ALL);
      case StoreNames.WINDOWS_CLICKHOUSE -> windowsArePast(groups.windows());
      case StoreNames.WINDOWS_PARQUET -> windowsArePast(groups.files());
      default -> throw new IllegalArgumentException("the audit knows no store " + store);
    };
  }

  private boolean windowsArePast(String group) {
    return stage == Stage.WINDOWS_PUBLISHED
        && isPast(group, topics.metrics(), metricsEnds)
        && isPast(group, topics.trends(), trendsEnds);
  }

  private boolean isPast(String group, TopicReader topic, Map<Integer, Long> ends) {
    return progress.isPast(group, topic, ends, Counting.WITH_VALUE);
  }

  /// The first store that does not have everything yet.
  Optional<String> waitingFor() {
    return StoreNames.ALL.stream().filter(store -> !hasPassed(store)).findFirst();
  }
}
