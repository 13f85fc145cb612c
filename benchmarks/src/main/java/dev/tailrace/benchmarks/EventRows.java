package dev.tailrace.benchmarks;

import com.sun.net.httpserver.HttpServer;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.serde.AvroSerializer;
import dev.tailrace.serde.SchemaRegistryClient;
import dev.tailrace.topology.EventRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Events as the topology writes them to the topic `events`: Avro in Confluent's framing.
final class EventRows {
  /// The id that the registry gives the schema.
  static final int SCHEMA_ID = 1;

  private static final String TOPIC = "events";
  private static final String INSTANCE = "instance-1";
  private static final String BATCH = "01KB0Q5XJ0M8ZV1T6W3YB2C4DE";

  private final AvroSerializer serializer;

  private EventRows(AvroSerializer serializer) {
    this.serializer = serializer;
  }

  /// Asks a registry for the id of the schema, as a serializer does once in its life.
  static EventRows registered() {
    byte[] answer = "{\"id\":%d}".formatted(SCHEMA_ID).getBytes(StandardCharsets.UTF_8);
    try {
      HttpServer registry =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      registry.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      registry.start();
      String url = "http://127.0.0.1:" + registry.getAddress().getPort();
      try (SchemaRegistryClient client =
          SchemaRegistryClient.of(Map.of("schema.registry.url", url))) {
        EventRows rows = new EventRows(new AvroSerializer(client));
        rows.encode(Recording.events()[0]);
        return rows;
      } finally {
        registry.stop(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The event with the columns that are known when it is sealed.
  static EventRow row(EnrichedEvent event) {
    return new EventRow(event, INSTANCE, BATCH);
  }

  /// The value of the record on the topic.
  byte[] encode(EnrichedEvent event) {
    return serializer.serialize(TOPIC, row(event));
  }
}
