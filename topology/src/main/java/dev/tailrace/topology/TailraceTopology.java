package dev.tailrace.topology;

import static dev.tailrace.topology.Step.ADMIT;
import static dev.tailrace.topology.Step.DEAD_LETTERS;
import static dev.tailrace.topology.Step.DEAD_LETTERS_SINK;
import static dev.tailrace.topology.Step.ENRICH;
import static dev.tailrace.topology.Step.EVENTS_SINK;
import static dev.tailrace.topology.Step.MUTATIONS;
import static dev.tailrace.topology.Step.MUTATIONS_SINK;
import static dev.tailrace.topology.Step.PARSE;
import static dev.tailrace.topology.Step.RAW;
import static dev.tailrace.topology.Step.SEAL;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/// The way of an event, step by step. Each step is one processor of the same name.
///
/// Laws: every raw record becomes one event, one dead letter or one counted notice; every mutation
/// message becomes one mutation event and one record on the mutation topic, or one dead letter;
/// partition p of the raw topic alone writes partition p of `events`.
public final class TailraceTopology {
  private final TopologySettings settings;
  private final SourcePartition sourcePartition = new SourcePartition();

  private TailraceTopology(TopologySettings settings) {
    this.settings = settings;
  }

  public static Topology build(TopologySettings settings) {
    return new TailraceTopology(settings).build();
  }

  private Topology build() {
    Topology topology = new Topology();
    readRawRecords(topology);
    topology.addProcessor(PARSE, this::parse, RAW);
    topology.addProcessor(ENRICH, EnrichProcessor::new, PARSE);
    topology.addProcessor(ADMIT, this::admit, ENRICH);
    topology.addProcessor(SEAL, this::seal, ADMIT);
    topology.addProcessor(MUTATIONS, MutationProcessor::new, ADMIT);
    topology.addProcessor(DEAD_LETTERS, this::deadLetters, ADMIT);
    topology.addStateStore(StateStores.refusals(), ADMIT);
    topology.addStateStore(StateStores.batches(), SEAL);
    writeEvents(topology);
    writeMutations(topology);
    writeDeadLetters(topology);
    return topology;
  }

  private void readRawRecords(Topology topology) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        RAW,
        new CaptureTime(),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        settings.topics().raw());
  }

  private void writeEvents(Topology topology) {
    topology.addSink(
        EVENTS_SINK,
        settings.topics().events(),
        sourcePartition,
        new PerThreadSerializer<>(settings.format().serializer()),
        sourcePartition,
        SEAL);
  }

  private void writeMutations(Topology topology) {
    topology.addSink(
        MUTATIONS_SINK,
        settings.topics().mutations(),
        new StringSerializer(),
        new PerThreadSerializer<>(settings.format().serializer()),
        MUTATIONS);
  }

  private void writeDeadLetters(Topology topology) {
    topology.addSink(
        DEAD_LETTERS_SINK,
        settings.topics().deadLetters(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        DEAD_LETTERS);
  }

  private ParseProcessor parse() {
    return new ParseProcessor(
        new TypedEvents(settings.topics().raw(), settings.format().deserializer().get()));
  }

  private AdmitProcessor admit() {
    return new AdmitProcessor(settings.deadLetters());
  }

  private SealProcessor seal() {
    return new SealProcessor(settings.seal(), settings.instance());
  }

  private DeadLetterProcessor deadLetters() {
    return new DeadLetterProcessor(settings.instance());
  }
}
