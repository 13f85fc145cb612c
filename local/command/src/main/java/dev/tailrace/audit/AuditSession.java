package dev.tailrace.audit;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.event.Enriched;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EntityMutation;
import dev.tailrace.event.MutationResult;
import dev.tailrace.serde.SchemaRegistryClient;
import dev.tailrace.stack.ClickHouseHttp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// An audit with what it remembers between rounds: the oracle's sums, so that each raw record is
/// read once, and the moments of the raw topic at which rounds began.
///
/// Not thread-safe.
final class AuditSession implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(200);

  /// How long after a stage of the pipeline its windows may still come: twice its interval, and
  /// some.
  private static final Duration SETTLE = Duration.ofSeconds(3);

  private final AuditPlaces places;
  private final InstantSource clock;
  private final Topics topics;
  private final Progress progress;
  private final Ledger ledger;
  private final RawReader reader;
  private final SchemaRegistryClient registry;
  private final BucketFiles bucket;
  private final BucketFiles errorsBucket;
  private final TopicRows<EnrichedEvent> events;
  private final TopicRows<EntityMutation> mutations;
  private final LetterTopic letters;
  private final Map<Integer, Long> begins;
  private final Deque<Snapshot> snapshots = new ArrayDeque<>();
  private Map<Integer, Long> readTo;
  private Set<Oracle.Position> unknownSchemas = Set.of();
  private long records;
  private long newestMillis;
  private int epochs;

  AuditSession(AuditPlaces places, InstantSource clock) {
    this.places = places;
    this.clock = clock;
    this.topics = Topics.open(places);
    this.progress = new Progress(places.bootstrapServers());
    this.ledger = Ledger.create();
    this.reader = new RawReader(places.topics().raw(), places.registryUrl());
    this.registry = SchemaRegistryClient.of(Map.of("schema.registry.url", places.registryUrl()));
    this.bucket = new BucketFiles(places.bucket(), ledger.file("object"));
    this.errorsBucket = new BucketFiles(places.errorsBucket(), ledger.file("letters"));
    this.events =
        new TopicRows<>(
            StoreNames.EVENTS_TOPIC, "ulid", Columns.EVENTS, topics.events(), registry, ledger);
    this.mutations =
        new TopicRows<>(
            StoreNames.MUTATIONS_TOPIC,
            "version",
            Columns.MUTATIONS,
            topics.mutations(),
            registry,
            ledger);
    this.letters = new LetterTopic(places, topics.letters(), events, registry, ledger);
    this.begins = topics.raw().begins();
    this.readTo = begins;
  }

  /// What a round does about stores that are behind.
  enum Late {
    /// Waits as long as the patience allows, and then counts what is not there as lost.
    WAIT,
    /// Compares each store at the last moment that it has passed.
    COMPARE_EARLIER
  }

  /// Makes one audit.
  ///
  /// @param stopped asked often; true ends the waiting
  AuditRound round(Late late, Duration patience, Consumer<String> teller, BooleanSupplier stopped) {
    Instant start = clock.instant();
    Snapshot newest = new Snapshot(places, topics, progress, ++epochs, topics.raw().ends());
    snapshots.add(newest);
    await(
        newest, start.plus(patience), late == Late.WAIT ? Duration.ZERO : SETTLE, teller, stopped);
    if (late == Late.WAIT && !newest.isEnriched()) {
      teller.accept("the topology has not come as far as the raw topic; going on without it");
      newest.giveUp();
      read(newest, teller);
    }
    if (late == Late.WAIT) {
      newest.extendLetters();
      await(newest, start.plus(patience), Duration.ZERO, teller, stopped);
    }
    Comparison comparison = new Comparison(late, newest);
    List<StoreVerdict> verdicts = comparison.run(teller);
    if (late == Late.WAIT && comparison.windowsDiffer(verdicts)) {
      // Offsets do not tell when windows are published: look again when they surely are.
      newest.expectWindowsAnew(clock.instant());
      await(newest, start.plus(patience).plus(SETTLE.multipliedBy(3)), SETTLE, teller, stopped);
      verdicts = comparison.repeatWindows(verdicts, teller);
    }
    Map<String, Duration> lags = lags(newest);
    forgetPassed();
    return new AuditRound(new AuditReport(start, records, verdicts), lags);
  }

  private void await(
      Snapshot newest,
      Instant deadline,
      Duration settle,
      Consumer<String> teller,
      BooleanSupplier stopped) {
    String told = "";
    while (true) {
      for (Snapshot snapshot : snapshots) {
        boolean before = snapshot.isEnriched();
        snapshot.advance(clock.instant(), settle);
        if (!before && snapshot.isEnriched()) {
          read(snapshot, teller);
        }
      }
      Optional<String> waiting = newest.waitingFor();
      if (waiting.isEmpty() || stopped.getAsBoolean() || clock.instant().isAfter(deadline)) {
        return;
      }
      String words = "waiting for " + waiting.get();
      if (!words.equals(told)) {
        teller.accept(words);
        told = words;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /// Has the oracle read the raw records up to this moment. The letters come first: they tell which
  /// schemas were unknown.
  private void read(Snapshot snapshot, Consumer<String> teller) {
    teller.accept("reading " + places.topics().raw());
    letters.note(snapshot.lettersEnds(), bounds(snapshot));
    unknownSchemas = letters.unknownSchemas();
    try (Oracle oracle = new Oracle(snapshot.epoch(), reader, ledger, unknownSchemas)) {
      topics.raw().read(readTo, snapshot.rawEnds(), oracle::add);
      records += oracle.records();
      newestMillis = Math.max(newestMillis, oracle.newestMillis());
    }
    readTo = snapshot.rawEnds();
    snapshot.note(records, newestMillis);
  }

  private Bounds bounds(Snapshot snapshot) {
    return Bounds.of(places.topics().raw(), begins, snapshot.rawEnds());
  }

  private RawReader.Outcome outcome(ConsumerRecord<byte[], byte[]> record) {
    var at = new Oracle.Position(record.partition(), record.offset());
    return unknownSchemas.contains(at)
        ? new RawReader.Outcome.Refused(DeadLetterReason.UNKNOWN_SCHEMA)
        : reader.read(record);
  }

  /// The comparisons of one round.
  private final class Comparison {
    private final Late late;
    private final Snapshot newest;
    private final ClickHouseHttp clickHouse =
        new ClickHouseHttp(places.clickHouse(), places.database());
    private final LetterComparison letterComparison = new LetterComparison(ledger);
    private final LetterFiles letterFiles =
        new LetterFiles(errorsBucket, places.sourceName(), ledger);
    private final ThingsComparison things = new ThingsComparison(places.postgres(), ledger);
    private final WindowsComparison windows = new WindowsComparison(clickHouse, bucket, ledger);
    private final ParquetFiles parquet =
        new ParquetFiles(bucket, new TableEntries(places.catalog(), places.namespace()), ledger);

    Comparison(Late late, Snapshot newest) {
      this.late = late;
      this.newest = newest;
    }

    /// The moment at which a store is compared; empty when it has passed none.
    private Optional<Snapshot> at(String store) {
      return late == Late.WAIT ? Optional.of(newest) : lastPassed(store);
    }

    List<StoreVerdict> run(Consumer<String> teller) {
      Map<String, StoreVerdict> verdicts = new TreeMap<>();
      newest.extendLetters();
      letters.note(newest.lettersEnds(), bounds(newest));
      teller.accept("comparing topics");
      put(verdicts, StoreNames.EVENTS_TOPIC, this::eventsTopic);
      put(verdicts, StoreNames.MUTATIONS_TOPIC, this::mutationsTopic);
      put(verdicts, StoreNames.DEAD_LETTERS, at -> letterComparison.topic(bounds(at), at.epoch()));
      teller.accept("comparing the bucket");
      put(verdicts, StoreNames.DEAD_LETTERS_BUCKET, this::letterBucket);
      teller.accept("comparing clickhouse");
      put(
          verdicts,
          StoreNames.CLICKHOUSE,
          at -> compareEvents(new ClickHouseRows(clickHouse, ledger), at));
      teller.accept("comparing parquet and iceberg");
      put(verdicts, StoreNames.PARQUET, this::parquetFiles);
      put(verdicts, StoreNames.ICEBERG, at -> compareEvents(parquet.entries(), at));
      teller.accept("comparing postgres and the windows");
      stateful(verdicts);
      return StoreNames.ALL.stream().map(verdicts::get).toList();
    }

    private void put(
        Map<String, StoreVerdict> verdicts,
        String store,
        Function<Snapshot, StoreVerdict> compare) {
      verdicts.put(
          store,
          at(store)
              .map(compare)
              .orElseGet(() -> new StoreVerdict(store, 0, 0, 0, 0, 0, List.of())));
    }

    private StoreVerdict eventsTopic(Snapshot at) {
      events.readTo(at.eventsEnds());
      return compareEvents(events, at);
    }

    private StoreVerdict compareEvents(RowStore store, Snapshot at) {
      var raw = RawRows.events(topics.raw(), ledger, AuditSession.this::outcome);
      return new RowComparison<>(ledger, raw, store, at.epoch(), bounds(at)).run();
    }

    private StoreVerdict mutationsTopic(Snapshot at) {
      mutations.readTo(at.mutationsEnds());
      var raw = RawRows.mutations(topics.raw(), ledger, AuditSession.this::outcome);
      return new RowComparison<>(ledger, raw, mutations, at.epoch(), bounds(at)).run();
    }

    private StoreVerdict letterBucket(Snapshot at) {
      letterFiles.note();
      return letterComparison.bucket(
          topics.letters().begins(), at.lettersEnds(), letterFiles.remarks());
    }

    private StoreVerdict parquetFiles(Snapshot at) {
      parquet.note(bounds(at));
      return compareEvents(parquet.files(), at);
    }

    /// Stores that hold a state and not rows: what newer records change is left out, so those are
    /// looked at when the state has been read.
    private void stateful(Map<String, StoreVerdict> verdicts) {
      things.note();
      windows.note();
      touch();
      put(
          verdicts,
          StoreNames.POSTGRES_THINGS,
          at -> things(StoreNames.POSTGRES_THINGS, "thing", at));
      put(
          verdicts,
          StoreNames.POSTGRES_RELATIONSHIPS,
          at -> things(StoreNames.POSTGRES_RELATIONSHIPS, "relationship", at));
      putWindows(verdicts);
    }

    private StoreVerdict things(String store, String kind, Snapshot at) {
      things.expect(at.epoch());
      return things.compare(store, kind, bounds(at));
    }

    private void putWindows(Map<String, StoreVerdict> verdicts) {
      for (String store : List.of(StoreNames.WINDOWS_CLICKHOUSE, StoreNames.WINDOWS_PARQUET)) {
        put(verdicts, store, at -> windows.compare(store, at.epoch(), bounds(at)));
      }
    }

    boolean windowsDiffer(List<StoreVerdict> verdicts) {
      return verdicts.stream()
          .anyMatch(verdict -> verdict.store().startsWith("windows-") && !verdict.addsUp());
    }

    List<StoreVerdict> repeatWindows(List<StoreVerdict> former, Consumer<String> teller) {
      teller.accept("comparing the windows once more");
      windows.note();
      touch();
      Map<String, StoreVerdict> verdicts = new TreeMap<>();
      former.forEach(verdict -> verdicts.put(verdict.store(), verdict));
      putWindows(verdicts);
      return StoreNames.ALL.stream().map(verdicts::get).toList();
    }

    /// Notes what records that are behind the newest moment may have changed meanwhile, and what
    /// records did that the topic has dropped.
    private void touch() {
      ledger.run("DELETE FROM touched_cell");
      ledger.run("DELETE FROM touched_entity");
      try (Ledger.Rows cells = ledger.append("touched_cell");
          Ledger.Rows entities = ledger.append("touched_entity")) {
        topics
            .raw()
            .read(
                readTo,
                topics.raw().ends(),
                record -> {
                  if (reader.read(record) instanceof RawReader.Outcome.Event(Enriched enriched)) {
                    noteTouched(enriched, cells, entities);
                  }
                });
        if (bounds(newest).isCut()) {
          touchDropped(cells, entities);
        }
      }
    }

    private void touchDropped(Ledger.Rows cells, Ledger.Rows entities) {
      String dropped = bounds(newest).droppedSql();
      clickHouse.forEachRow(
          """
          SELECT DISTINCT 'hour', script_name, ifNull(dispatch_namespace, ''),
            intDiv(toUnixTimestamp64Milli(event_timestamp), 3600000) * 3600000
          FROM events WHERE event_type IN ('log', 'error') AND %1$s
          UNION ALL
          SELECT DISTINCT 'errors', script_name, ifNull(error_type, ''),
            intDiv(toUnixTimestamp64Milli(event_timestamp), 300000) * 300000
          FROM events WHERE event_type = 'error' AND %1$s
          """
              .formatted(dropped),
          row -> cells.add(row.get(0), row.get(1), row.get(2), Long.parseLong(row.get(3))));
      clickHouse.forEachRow(
          "SELECT DISTINCT ifNull(entity_kind, 'thing'), entity_ns, entity_id FROM events"
              + " WHERE event_type = 'mutation' AND "
              + dropped,
          row -> entities.add(row.get(0), row.get(1), row.get(2)));
    }
  }

  private static void noteTouched(Enriched enriched, Ledger.Rows cells, Ledger.Rows entities) {
    EnrichedEvent event = enriched.event();
    if (CellSums.counts(event)) {
      add(cells, CellSums.Key.hour(event));
      if (CellSums.isError(event)) {
        add(cells, CellSums.Key.errors(event));
      }
    }
    for (MutationResult result : enriched.mutations()) {
      if (result instanceof MutationResult.Accepted(_, EntityMutation mutation)) {
        entities.add(mutation.entityKind(), mutation.entityNs(), mutation.entityId());
      }
    }
  }

  private static void add(Ledger.Rows cells, CellSums.Key key) {
    cells.add(key.kind(), key.script(), key.detail(), key.start());
  }

  private Optional<Snapshot> lastPassed(String store) {
    List<Snapshot> newestFirst = new ArrayList<>(snapshots).reversed();
    return newestFirst.stream().filter(snapshot -> snapshot.hasPassed(store)).findFirst();
  }

  private Map<String, Duration> lags(Snapshot newest) {
    Map<String, Duration> lags = new TreeMap<>();
    for (String store : StoreNames.ALL) {
      Optional<Snapshot> passed = lastPassed(store);
      long behind =
          passed.filter(snapshot -> snapshot == newest).isPresent()
              ? 0
              : Math.max(0, newestRaw(newest) - passed.map(Snapshot::newestMillis).orElse(0L));
      lags.put(store, Duration.ofMillis(behind));
    }
    return lags;
  }

  /// Capture time of the newest raw record at a moment, also when the oracle has not come so far.
  private long newestRaw(Snapshot newest) {
    return newest.isEnriched() ? newest.newestMillis() : clock.millis();
  }

  /// A moment that every store has passed is the oldest that is needed.
  private void forgetPassed() {
    while (snapshots.size() > 1 && new ArrayList<>(snapshots).get(1).waitingFor().isEmpty()) {
      var _ = snapshots.removeFirst();
    }
  }

  /// Whether the raw topic still has every record that the sums tell of.
  boolean isWhole() {
    return topics.raw().begins().equals(begins);
  }

  @Override
  public void close() {
    letters.close();
    events.close();
    mutations.close();
    bucket.close();
    errorsBucket.close();
    reader.close();
    registry.close();
    topics.close();
    progress.close();
    ledger.close();
  }
}
