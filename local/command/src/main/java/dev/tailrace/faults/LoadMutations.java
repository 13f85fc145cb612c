package dev.tailrace.faults;

import java.util.SplittableRandom;

/// Mutations of few things and relationships, so that each is hit again and again: created,
/// updated, deleted, and made anew.
///
/// One thread.
final class LoadMutations {
  private static final int THINGS = 250;
  private static final int RELATIONSHIPS = 50;
  private static final int MOST_OF_ONE_EVENT = 4;

  private final SplittableRandom random;

  LoadMutations(SplittableRandom random) {
    this.random = random;
  }

  /// Some mutations as elements of `diagnosticsChannelEvents`.
  String valid(long time) {
    StringBuilder messages = new StringBuilder();
    int count = 1 + random.nextInt(MOST_OF_ONE_EVENT);
    for (int i = 0; i < count; i++) {
      // The clock of a Worker stands still while it runs, and moves when it waits.
      long announced = time + i / 2;
      messages.append(i == 0 ? "" : ",");
      messages.append(message(announced, random.nextInt(6) == 0 ? relationship() : thing()));
    }
    return messages.toString();
  }

  /// One that breaks the contract of mutations.
  String invalid(long time) {
    String mutation =
        switch (random.nextInt(4)) {
          case 0 -> mutation("update", "thing", "Not A Namespace", "id 1", "\"after\":{}");
          case 1 -> mutation("update", "thing", "wiki.example.com", "id 1", "\"before\":{}");
          case 2 -> mutation("replace", "thing", "wiki.example.com", "id 1", "\"after\":{}");
          default -> mutation("create", "relationship", "edges.example.com", "r1", "\"after\":{}");
        };
    return message(time, mutation);
  }

  private String thing() {
    int number = random.nextInt(THINGS);
    String type = type();
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

  private String relationship() {
    int number = random.nextInt(RELATIONSHIPS);
    int other = (number + 1) % THINGS;
    String type = type();
    String data =
        type.equals("delete")
            ? "\"after\":null"
            : "\"from_ns\":\"%s\",\"from_id\":\"id %d\",\"to_ns\":\"%s\",\"to_id\":\"id %d\",\"after\":{\"weight\":%d}"
                .formatted(
                    namespace(number), number, namespace(other), other, random.nextInt(1_000));
    return mutation(type, "relationship", "edges.example.com", "r" + number, data);
  }

  private String type() {
    int drawn = random.nextInt(20);
    return drawn < 3 ? "create" : drawn < 17 ? "update" : "delete";
  }

  private static String namespace(int thing) {
    return thing % 3 == 0 ? "shop.example.com/orders" : "wiki.example.com";
  }

  private static String message(long time, String mutation) {
    return "{\"channel\":\"things\",\"timestamp\":%d,\"message\":%s}".formatted(time, mutation);
  }

  private static String mutation(String type, String kind, String ns, String id, String data) {
    return """
    {"event_type":"mutation","mutation_type":"%s","entity_kind":"%s","entity_ns":"%s","entity_id":"%s","entity_type":"Node","data":{%s}}\
    """
        .formatted(type, kind, ns, id, data);
  }
}
