package dev.tailrace.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// The comparisons of one round: each store with what the oracle demands of it.
///
/// Not thread-safe.
final class RoundComparison {
  private final AuditConnections connections;
  private final RawReading reading;
  private final Snapshot newest;
  private final Function<String, Optional<Snapshot>> moments;
  private final Consumer<String> teller;
  private final Ledger ledger;
  private final ClickHouseQueries clickHouse;
  private final LetterComparison letterComparison;
  private final LetterFiles letterFiles;
  private final ThingsComparison things;
  private final WindowsComparison windows;
  private final ParquetFiles parquet;
  private final TouchedState touched;
  private final Map<String, StoreVerdict> verdicts = new TreeMap<>();

  /// @param newest when the round began
  /// @param moments at which moment a store is compared; empty when it has passed none
  /// @param teller is told what is done, in words for the user
  RoundComparison(
      AuditConnections connections,
      RawReading reading,
      Snapshot newest,
      Function<String, Optional<Snapshot>> moments,
      Consumer<String> teller) {
    AuditPlaces places = connections.places();
    this.connections = connections;
    this.reading = reading;
    this.newest = newest;
    this.moments = moments;
    this.teller = teller;
    this.ledger = connections.ledger();
    this.clickHouse = ClickHouseQueries.of(places);
    this.letterComparison = new LetterComparison(ledger);
    this.letterFiles = new LetterFiles(connections.errorsBucket(), places.sourceName(), ledger);
    this.things = new ThingsComparison(places.postgres(), ledger);
    this.windows = new WindowsComparison(clickHouse, connections.bucket(), ledger);
    this.parquet =
        new ParquetFiles(
            connections.bucket(), new TableEntries(places.catalog(), places.namespace()), ledger);
    this.touched = new TouchedState(connections, reading, clickHouse);
  }

  /// Compares every store.
  List<StoreVerdict> run() {
    // What a sink refused meanwhile is not missing in its store. The bucket needs to have only the
    // letters that it was waited for.
    reading.noteLetters(newest, connections.progress().writtenEnds(connections.topics().letters()));
    teller.accept("comparing topics");
    put(StoreNames.EVENTS_TOPIC, this::eventsTopic);
    put(StoreNames.MUTATIONS_TOPIC, this::mutationsTopic);
    put(StoreNames.DEAD_LETTERS, at -> letterComparison.topic(reading.bounds(at), at.epoch()));
    teller.accept("comparing the bucket");
    put(StoreNames.DEAD_LETTERS_BUCKET, this::letterBucket);
    teller.accept("comparing clickhouse");
    put(StoreNames.CLICKHOUSE, at -> compareEvents(new ClickHouseRows(clickHouse, ledger), at));
    teller.accept("comparing parquet and iceberg");
    put(StoreNames.PARQUET, this::parquetFiles);
    put(StoreNames.ICEBERG, at -> compareEvents(parquet.entries(), at));
    teller.accept("comparing postgres and the windows");
    stateful();
    return inOrder();
  }

  private List<StoreVerdict> inOrder() {
    return StoreNames.ALL.stream().map(verdicts::get).toList();
  }

  private void put(String store, Function<Snapshot, StoreVerdict> compare) {
    verdicts.put(
        store,
        moments
            .apply(store)
            .map(compare)
            .orElseGet(() -> new StoreVerdict(store, 0, 0, 0, 0, 0, List.of())));
  }

  private StoreVerdict eventsTopic(Snapshot at) {
    connections.events().readTo(at.eventsEnds());
    return compareEvents(connections.events(), at);
  }

  private StoreVerdict compareEvents(RowStore store, Snapshot at) {
    var raw = RawRows.events(connections.topics().raw(), ledger, reading::outcome);
    return new RowComparison<>(ledger, raw, store, at.epoch(), reading.bounds(at)).run();
  }

  private StoreVerdict mutationsTopic(Snapshot at) {
    connections.mutations().readTo(at.mutationsEnds());
    var raw = RawRows.mutations(connections.topics().raw(), ledger, reading::outcome);
    return new RowComparison<>(ledger, raw, connections.mutations(), at.epoch(), reading.bounds(at))
        .run();
  }

  private StoreVerdict letterBucket(Snapshot at) {
    letterFiles.note();
    return letterComparison.bucket(
        connections.topics().letters().begins(), at.lettersEnds(), letterFiles.remarks());
  }

  private StoreVerdict parquetFiles(Snapshot at) {
    parquet.note(reading.bounds(at));
    return compareEvents(parquet.files(), at);
  }

  /// Stores that hold a state and not rows: what newer records change is left out, so those are
  /// looked at when the state has been read.
  private void stateful() {
    things.note();
    windows.note();
    touched.note(reading.bounds(newest));
    put(StoreNames.POSTGRES_THINGS, at -> things(StoreNames.POSTGRES_THINGS, "thing", at));
    put(
        StoreNames.POSTGRES_RELATIONSHIPS,
        at -> things(StoreNames.POSTGRES_RELATIONSHIPS, "relationship", at));
    putWindows();
  }

  private StoreVerdict things(String store, String kind, Snapshot at) {
    things.expect(at.epoch());
    return things.compare(store, kind, reading.bounds(at));
  }

  private void putWindows() {
    for (String store : List.of(StoreNames.WINDOWS_CLICKHOUSE, StoreNames.WINDOWS_PARQUET)) {
      put(store, at -> windows.compare(store, at.epoch(), reading.bounds(at)));
    }
  }

  /// Whether windows are not as they must be.
  boolean windowsDiffer() {
    return verdicts.values().stream()
        .anyMatch(verdict -> verdict.store().startsWith("windows-") && !verdict.addsUp());
  }

  /// Compares the windows once more.
  List<StoreVerdict> repeatWindows() {
    teller.accept("comparing the windows once more");
    windows.note();
    touched.note(reading.bounds(newest));
    putWindows();
    return inOrder();
  }
}
