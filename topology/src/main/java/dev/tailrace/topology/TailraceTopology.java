package dev.tailrace.topology;

import static dev.tailrace.topology.Step.ADMIT;
import static dev.tailrace.topology.Step.DEAD_LETTERS;
import static dev.tailrace.topology.Step.DEAD_LETTERS_SINK;
import static dev.tailrace.topology.Step.ENRICH;
import static dev.tailrace.topology.Step.ERROR_TRENDS_SINK;
import static dev.tailrace.topology.Step.EVENTS_SINK;
import static dev.tailrace.topology.Step.FOLD;
import static dev.tailrace.topology.Step.MERGE;
import static dev.tailrace.topology.Step.MUTATIONS;
import static dev.tailrace.topology.Step.MUTATIONS_SINK;
import static dev.tailrace.topology.Step.PARSE;
import static dev.tailrace.topology.Step.PARTIALS;
import static dev.tailrace.topology.Step.PARTIALS_SINK;
import static dev.tailrace.topology.Step.RAW;
import static dev.tailrace.topology.Step.SEAL;
import static dev.tailrace.topology.Step.SERVICE_METRICS_SINK;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/// The way of an event, step by step. Each step is one processor of the same name.
///
/// Laws: every raw record becomes one event, one dead letter or one counted notice; every mutation
/// message becomes one mutation event and one record on the mutation topic, or one dead letter;
/// partition p of the raw topic alone writes partition p of `events`; every invocation is counted
/// once in the hour of its script and, as an error, once in five minutes of that error.
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
    topology.addProcessor(MUTATIONS, this::mutations, ADMIT);
    topology.addProcessor(DEAD_LETTERS, this::deadLetters, ADMIT);
    topology.addStateStore(StateStores.refusals(), ADMIT);
    topology.addProcessor(FOLD, this::fold, ADMIT);
    topology.addStateStore(StateStores.batches(), SEAL);
    topology.addStateStore(StateStores.deltas(), FOLD);
    writeEvents(topology);
    writeMutations(topology);
    writeDeadLetters(topology);
    writePartials(topology);
    readPartials(topology);
    topology.addProcessor(MERGE, this::merge, PARTIALS);
    topology.addStateStore(StateStores.panes(), MERGE);
    topology.addStateStore(StateStores.closings(), MERGE);
    writeWindows(topology, SERVICE_METRICS_SINK, settings.topics().serviceMetrics());
    writeWindows(topology, ERROR_TRENDS_SINK, settings.topics().errorTrends());
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

  private void writePartials(Topology topology) {
    topology.addSink(
        PARTIALS_SINK,
        settings.topics().partials(),
        new StringSerializer(),
        new PerThreadSerializer<>(settings.format().serializer()),
        FOLD);
  }

  private void readPartials(Topology topology) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        PARTIALS,
        new CaptureTime(),
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        settings.topics().partials());
  }

  private void writeWindows(Topology topology, String sink, String topic) {
    topology.addSink(
        sink,
        topic,
        new StringSerializer(),
        new PerThreadSerializer<>(settings.format().serializer()),
        MERGE);
  }

  private ParseProcessor parse() {
    return new ParseProcessor(
        new TypedEvents(settings.topics().raw(), settings.format().deserializer().get()));
  }

  private AdmitProcessor admit() {
    return new AdmitProcessor(settings.deadLetters(), settings.counts());
  }

  private SealProcessor seal() {
    return new SealProcessor(
        settings.seal(), settings.instance(), settings.topics().events(), settings.counts());
  }

  private MutationProcessor mutations() {
    return new MutationProcessor(settings.topics().mutations(), settings.counts());
  }

  private FoldProcessor fold() {
    return new FoldProcessor(settings.windows(), settings.topics().partials(), settings.counts());
  }

  private MergeProcessor merge() {
    return new MergeProcessor(
        settings.windows(),
        settings.topics(),
        settings.format().deserializer().get(),
        settings.counts());
  }

  private DeadLetterProcessor deadLetters() {
    return new DeadLetterProcessor(
        settings.instance(), settings.topics().deadLetters(), settings.counts());
  }
}
