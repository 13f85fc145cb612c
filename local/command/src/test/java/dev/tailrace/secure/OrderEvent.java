package dev.tailrace.secure;

import static java.nio.charset.StandardCharsets.UTF_8;

/// An event whose Worker announced that an order changed, and that is an error, so that every topic
/// is written.
final class OrderEvent {
  private OrderEvent() {}

  static byte[] json(String id) {
    return """
    {"wallTime":3,"cpuTime":1,"truncated":false,"outcome":"exception","scriptName":"by-%1$s","logs":[],
     "exceptions":[{"name":"TypeError","message":"no","timestamp":1789999999000}],
     "diagnosticsChannelEvents":[{"channel":"things","timestamp":1789999999000,"message":
       {"event_type":"mutation","mutation_type":"create","entity_kind":"thing","entity_ns":"shop.example.com",
        "entity_id":"%1$s","entity_type":"Order","data":{"after":{"type":"Order"}}}}],
     "eventTimestamp":1789999999000,"event":{"rpcMethod":"save"}}
    """
        .formatted(id)
        .getBytes(UTF_8);
  }
}
