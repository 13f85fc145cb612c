package dev.tailrace.stack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
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

  /// Every time in a recorded event has 13 digits, so a moved one fits in its place.
  private static final Pattern TIME = Pattern.compile("(?:T|t)imestamp\":(\\d{13})(?!\\d)");

  private final List<byte[]> events;
  private final String topic;
  private final InstantSource clock;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sample-feed").factory());
  private int next;

  SampleFeed(String bootstrapServers, String topic, Path gzippedLines, InstantSource clock)
      throws IOException {
    this.events = read(gzippedLines);
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
      byte[] event = movedTo(clock.millis(), events.get(next));
      var _ = producer.send(new ProducerRecord<>(topic, event), SampleFeed::report);
      next = (next + 1) % events.size();
    }
  }

  private static void report(RecordMetadata metadata, Exception error) {
    if (error != null) {
      LOG.warn("a sample event was not published: {}", error.getMessage());
    }
  }

  /// The event with its times shifted so that the latest of them is `now`, in epoch milliseconds.
  static byte[] movedTo(long now, byte[] event) {
    // ISO-8859-1 keeps one character per byte, so positions in the text are positions in the bytes.
    String text = new String(event, StandardCharsets.ISO_8859_1);
    long latest = Long.MIN_VALUE;
    Matcher times = TIME.matcher(text);
    while (times.find()) {
      latest = Math.max(latest, Long.parseLong(times.group(1)));
    }
    byte[] moved = event.clone();
    times.reset();
    while (times.find()) {
      long time = Long.parseLong(times.group(1)) - latest + now;
      byte[] digits = Long.toString(time).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(digits, 0, moved, times.start(1), digits.length);
    }
    return moved;
  }

  private static List<byte[]> read(Path gzippedLines) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(gzippedLines), 1 << 16)) {
      var line = new ByteArrayOutputStream();
      byte[] all = in.readAllBytes();
      for (byte b : all) {
        if (b == '\n') {
          lines.add(line.toByteArray());
          line.reset();
        } else {
          line.write(b);
        }
      }
    }
    return lines;
  }

  @Override
  public void close() {
    scheduler.close();
    producer.close();
  }
}
