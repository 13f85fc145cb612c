package dev.tailrace.bench;

import dev.tailrace.app.StreamsProperties;
import dev.tailrace.app.TailraceConfig;
import dev.tailrace.parts.RunningPart;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/// The least that a topology of this kind can do, as the reference of the topology's speed: reads
/// JSON, writes Avro, exactly once, with the same clients. It neither classifies nor seals nor
/// counts.
final class BareHop {
  static final String OUTPUT = "bare.events";

  private BareHop() {}

  /// Starts it and returns when it runs.
  ///
  /// @param settings `broker`, `application`, `raw` (the topic), `threads`
  static RunningPart start(Map<String, String> settings) {
    TailraceConfig config =
        TailraceConfig.of(
            Map.of(
                "tailrace.kafka.bootstrap.servers",
                settings.get("broker"),
                "tailrace.application.id",
                settings.get("application"),
                "tailrace.instance",
                "hop",
                "tailrace.serde.schema.registry.url",
                "http://127.0.0.1:1",
                "tailrace.streams.state.dir",
                settings.get("directory"),
                "tailrace.streams.num.stream.threads",
                settings.get("threads")));
    Properties properties = StreamsProperties.of(config);
    KafkaStreams streams = new KafkaStreams(topology(settings.get("raw")), properties);
    CompletableFuture<String> failure = new CompletableFuture<>();
    CompletableFuture<Void> running = new CompletableFuture<>();
    streams.setUncaughtExceptionHandler(
        e -> {
          failure.complete("the bare hop failed: " + e);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.setStateListener(
        (now, _) -> {
          if (now == KafkaStreams.State.RUNNING) {
            running.complete(null);
          }
        });
    streams.start();
    CompletableFuture.anyOf(running, failure).join();
    return new RunningPart(failure, streams);
  }

  private static Topology topology(String raw) {
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.earliest(),
        "raw",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        raw);
    topology.addProcessor("hop", Hop::new, "raw");
    topology.addSink("out", OUTPUT, new ByteArraySerializer(), new ByteArraySerializer(), "hop");
    return topology;
  }

  private static final class Hop implements Processor<byte[], byte[], byte[], byte[]> {
    private final BareEvent event = new BareEvent();
    private ProcessorContext<byte[], byte[]> context;

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
      this.context = context;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      context.forward(record.withValue(event.toAvro(record.value())));
    }
  }
}
