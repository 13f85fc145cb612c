package dev.tailrace.stack;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the bundled recorded events at a steady rate, over and over, as if they happened now.
///
/// Their times are moved to the present, so that questions about the last hour have answers;
/// everything else in them is as it was recorded.
final class SampleFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SampleFeed.class);
  private static final int EVENTS_PER_SECOND = 200;
  private static final int TICKS_PER_SECOND = 10;

  private final RecordedEvents events;
  private final String topic;
  private final InstantSource clock;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sample-feed").factory());

  SampleFeed(String bootstrapServers, String topic, Path gzippedLines, InstantSource clock) {
    this.events = RecordedEvents.read(gzippedLines);
    this.topic = topic;
    this.clock = clock;
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    var _ =
        scheduler.scheduleAtFixedRate(
            this::publishSome, 0, 1000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
  }

  private void publishSome() {
    for (int i = 0; i < EVENTS_PER_SECOND / TICKS_PER_SECOND; i++) {
      byte[] event = events.next(clock.millis());
      var _ = producer.send(new ProducerRecord<>(topic, event), SampleFeed::report);
    }
  }

  private static void report(RecordMetadata metadata, Exception error) {
    if (error != null) {
      LOG.warn("a sample event was not published: {}", error.getMessage());
    }
  }

  @Override
  public void close() {
    scheduler.close();
    producer.close();
  }
}
