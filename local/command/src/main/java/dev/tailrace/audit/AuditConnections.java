package dev.tailrace.audit;

import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EntityMutation;
import dev.tailrace.serde.SchemaRegistryClient;
import java.util.Map;

/// What an audit holds open between its rounds. Not thread-safe.
///
/// @param reader makes of a raw record what the pipeline must make of it
/// @param bucket of Parquet files
/// @param errorsBucket of dead letters
record AuditConnections(
    AuditPlaces places,
    Topics topics,
    Progress progress,
    Ledger ledger,
    RawReader reader,
    SchemaRegistryClient registry,
    BucketFiles bucket,
    BucketFiles errorsBucket,
    TopicRows<EnrichedEvent> events,
    TopicRows<EntityMutation> mutations,
    LetterTopic letters)
    implements AutoCloseable {

  static AuditConnections open(AuditPlaces places) {
    Topics topics = Topics.open(places);
    Ledger ledger = Ledger.create();
    SchemaRegistryClient registry =
        SchemaRegistryClient.of(Map.of("schema.registry.url", places.registryUrl()));
    TopicRows<EnrichedEvent> events =
        new TopicRows<>(
            StoreNames.EVENTS_TOPIC, "ulid", Columns.EVENTS, topics.events(), registry, ledger);
    return new AuditConnections(
        places,
        topics,
        new Progress(places.bootstrapServers()),
        ledger,
        new RawReader(places.topics().raw(), places.registryUrl()),
        registry,
        new BucketFiles(places.bucket(), ledger.file("object")),
        new BucketFiles(places.errorsBucket(), ledger.file("letters")),
        events,
        new TopicRows<>(
            StoreNames.MUTATIONS_TOPIC,
            "version",
            Columns.MUTATIONS,
            topics.mutations(),
            registry,
            ledger),
        new LetterTopic(places, topics.letters(), events, registry, ledger));
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
