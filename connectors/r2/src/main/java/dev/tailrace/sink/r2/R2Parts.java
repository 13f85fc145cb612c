package dev.tailrace.sink.r2;

import dev.tailrace.sink.ConnectOutcomes;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.RejectionBudget;
import dev.tailrace.sink.SinkMetrics;
import dev.tailrace.sink.avro.RegistrySchemas;
import dev.tailrace.sink.avro.WriterSchemas;
import dev.tailrace.sink.iceberg.Lake;
import dev.tailrace.sink.parquet.RowShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.ErrantRecordReporter;

/// Wires the parts of one task. Nothing of it needs the bucket, the registry or the catalog to be
/// reachable yet.
final class R2Parts {
  private static final Set<String> HARDLY_REPEAT =
      Set.of(
          "timestamp",
          "event_timestamp",
          "source_offset",
          "logs",
          "exceptions",
          "data",
          "metadata");

  private static final String RECORD_TIME_COLUMN = "published_at";

  private final R2SinkConfig config;
  private final InstantSource clock;
  private final SinkMetrics metrics;
  private final Patience patience;
  private final ConnectOutcomes outcomes;
  private final WriterSchemas schemas;
  private final Bucket bucket;
  private final Bucket errorsBucket;
  private final Map<String, TopicTable> tables = new HashMap<>();
  private final Map<String, Ledger> ledgers = new HashMap<>();
  private Lake lake;

  R2Parts(
      R2SinkConfig config,
      Optional<ErrantRecordReporter> reporter,
      InstantSource clock,
      SinkMetrics metrics) {
    config.check();
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    this.patience = new Patience(config.failures().backoff(), metrics);
    this.outcomes = new ConnectOutcomes(reporter);
    this.schemas = RegistrySchemas.of(config.registry());
    this.bucket = new Bucket(config.bucket());
    this.errorsBucket = new Bucket(config.errorsBucket());
  }

  /// The ledger of a topic. Called by the task's thread only.
  Ledger ledger(String topic) {
    return ledgers.computeIfAbsent(topic, this::newLedger);
  }

  private Ledger newLedger(String topic) {
    TopicProfile profile = config.profile(topic);
    if (config.catalog().isEmpty() || profile.content() == TopicProfile.Content.LETTERS) {
      return Ledger.BUCKET_ALONE;
    }
    return new LakeLedger(
        table(topic), config.source() + "/" + topic, config.commitInterval(), patience, clock);
  }

  private synchronized TopicTable table(String topic) {
    TopicProfile profile = config.profile(topic);
    return tables.computeIfAbsent(
        topic, _ -> new TopicTable(this::lake, profile.directory(), shape(profile).dayColumn()));
  }

  private synchronized Lake lake() {
    if (lake == null) {
      Map<String, String> properties =
          CatalogProperties.of(config.catalog().orElseThrow(), config.bucket());
      lake = Lake.connect(properties, config.namespace());
    }
    return lake;
  }

  /// New files for a partition. Called by the threads of lanes.
  PartitionFiles<?> files(TopicPartition partition) {
    TopicProfile profile = config.profile(partition.topic());
    return switch (profile.content()) {
      case LETTERS ->
          files(
              partition,
              profile,
              errorsBucket,
              new LettersFormat(errorsBucket, patience, config.fileMaxRows()));
      case EVENTS, STATES -> files(partition, profile, bucket, parquet(partition.topic(), profile));
    };
  }

  private ParquetFormat parquet(String topic, TopicProfile profile) {
    UnaryOperator<Schema> columns =
        config.catalog().isPresent() ? table(topic)::columns : UnaryOperator.identity();
    return new ParquetFormat(
        schemas,
        shape(profile),
        columns,
        key -> new ObjectStream(bucket, key, config.partBytes(), patience),
        bucket,
        patience,
        new ParquetFormat.Limits(config.fileMaxRows(), config.parquet()));
  }

  private <E> PartitionFiles<E> files(
      TopicPartition partition, TopicProfile profile, Bucket into, FileFormat<E> format) {
    Function<LocalDate, FilePlace> places =
        day -> new FilePlace(profile.directory(), day, config.source(), partition.partition());
    FileMeter meter = new FileMeter(metrics, partition.topic());
    Rejections rejections =
        new Rejections(
            outcomes, new RejectionBudget(config.failures().rejectedInARow()), patience, meter);
    return new PartitionFiles<>(
        format,
        new Slots(config.rollInterval(), shift(partition.partition()), profile.order()),
        places,
        into,
        patience,
        rejections,
        meter);
  }

  /// Not further than files are gathered for one commit.
  private Duration shift(int partition) {
    Duration window =
        Stream.of(LakeLedger.GATHER, config.commitInterval(), config.rollInterval())
            .min(Duration::compareTo)
            .orElseThrow();
    return Slots.shift(partition, window);
  }

  static RowShape shape(TopicProfile profile) {
    boolean events = profile.content() == TopicProfile.Content.EVENTS;
    return new RowShape(
        events ? Optional.of("timestamp") : Optional.empty(),
        RECORD_TIME_COLUMN,
        "script_name",
        events ? "event_timestamp" : "",
        events ? Set.of("ulid", "cf_ray") : Set.of(),
        events ? HARDLY_REPEAT : Set.of());
  }

  /// What keeps files from being committed, if somebody must act.
  Optional<Outcome.Failure> failure() {
    return ledgers.values().stream().flatMap(ledger -> ledger.failure().stream()).findFirst();
  }

  /// Stops committing.
  ///
  /// @return threads that may still be running
  List<Thread> stop() {
    return ledgers.values().stream().flatMap(ledger -> ledger.close().stream()).toList();
  }

  /// Gives up connections. What is still running fails.
  synchronized void close() {
    bucket.close();
    errorsBucket.close();
    schemas.close();
    if (lake != null) {
      try {
        lake.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot leave the catalog", e);
      }
    }
  }

  @Override
  public String toString() {
    return bucket + config.catalog().map(catalog -> ", tables at " + catalog.get("uri")).orElse("");
  }
}
