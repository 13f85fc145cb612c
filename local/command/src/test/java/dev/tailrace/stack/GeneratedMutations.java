package dev.tailrace.stack;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/// Tail events whose Workers announced mutations of things and relationships: creates, updates and
/// deletes in no order, by several Workers for one thing, so that they lie in several partitions;
/// some at the same millisecond; relationships before, with and after their things. The same seed
/// gives the same events.
///
/// @param mutations in all
/// @param things as many as that, and a fifth as many relationships
/// @param end the mutations lie in the 10 days before
record GeneratedMutations(int mutations, int things, Instant end, long seed) {
  static final int OF_ONE_EVENT = 8;
  private static final int SCRIPTS = 40;
  private static final Duration SPAN = Duration.ofDays(10);

  /// Writes the events as JSON Lines.
  void write(Path file) {
    SplittableRandom random = new SplittableRandom(seed);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (int i = 0; i < events(); i++) {
        out.write(event(random).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int events() {
    return mutations / OF_ONE_EVENT;
  }

  private String event(SplittableRandom random) {
    long time = end.toEpochMilli() - random.nextLong(SPAN.toMillis());
    StringBuilder messages = new StringBuilder();
    for (int i = 0; i < OF_ONE_EVENT; i++) {
      // The clock of a Worker stands still while it runs, and moves when it waits.
      long announced = time + (i / 3);
      messages
          .append(i == 0 ? "" : ",")
          .append("{\"channel\":\"things\",\"timestamp\":%d,\"message\":".formatted(announced))
          .append(random.nextInt(6) == 0 ? relationship(random) : thing(random))
          .append('}');
    }
    return """
    {"wallTime":3,"cpuTime":1,"truncated":false,"outcome":"ok","scriptName":"writer-%d","diagnosticsChannelEvents":[%s],"exceptions":[],"logs":[],"eventTimestamp":%d,"event":{"rpcMethod":"save"}}\
    """
        .formatted(random.nextInt(SCRIPTS), messages, time);
  }

  private String thing(SplittableRandom random) {
    int number = random.nextInt(things);
    String type = type(random);
    String after =
        type.equals("delete")
            ? "null"
            : "{\"type\":\"%s\",\"name\":\"thing %d\",\"total\":%d%s}"
                .formatted(
                    random.nextBoolean() ? "Order" : "Article",
                    number,
                    random.nextInt(1_000_000),
                    random.nextInt(3) == 0 ? ",\"content\":\"words of Größe\"" : "");
    return mutation(type, "thing", namespace(number), "id " + number, "\"after\":" + after);
  }

  private String relationship(SplittableRandom random) {
    int number = random.nextInt(Math.max(1, things / 5));
    String type = type(random);
    String data =
        type.equals("delete")
            ? "\"after\":null"
            : "\"from_ns\":\"%s\",\"from_id\":\"id %d\",\"to_ns\":\"%s\",\"to_id\":\"id %d\",\"after\":{\"weight\":%d}"
                .formatted(
                    namespace(number),
                    number,
                    namespace((number + 1) % things),
                    (number + 1) % things,
                    random.nextInt(1_000));
    return mutation(type, "relationship", "edges.example.com", "r" + number, data);
  }

  private static String type(SplittableRandom random) {
    int drawn = random.nextInt(10);
    return drawn < 2 ? "create" : drawn < 9 ? "update" : "delete";
  }

  private static String namespace(int thing) {
    return thing % 3 == 0 ? "shop.example.com/orders" : "wiki.example.com";
  }

  private static String mutation(String type, String kind, String ns, String id, String data) {
    return """
    {"event_type":"mutation","mutation_type":"%s","entity_kind":"%s","entity_ns":"%s","entity_id":"%s","entity_type":"Node","data":{%s}}\
    """
        .formatted(type, kind, ns, id, data);
  }
}
