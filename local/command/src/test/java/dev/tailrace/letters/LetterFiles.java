package dev.tailrace.letters;

import static dev.tailrace.letters.Letters.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/// Files of letters as the sink writes them.
final class LetterFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ByteArrayOutputStream values = new ByteArrayOutputStream();
  private final StringBuilder lines = new StringBuilder();

  static String key(String day, long firstOffset) {
    return "dead-letters/dt=%s/kafka-00000-%020d".formatted(day, firstOffset);
  }

  LetterFiles line(String text) {
    lines.append(text).append('\n');
    return this;
  }

  /// A letter of the pipeline, refused for not being JSON.
  LetterFiles letter(long offset, Instant time, byte[] value) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("partition", 0)
            .put("offset", offset)
            .put("timestamp", time.toString())
            .put("position", values.size())
            .put("length", value == null ? -1 : value.length)
            .put("key", Base64.getEncoder().encodeToString(bytes("worker")));
    ObjectNode headers = line.putObject("headers");
    Letters.ofPipeline("not-json", offset, null)
        .headers()
        .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
    if (value != null) {
      values.writeBytes(value);
    }
    return line(line.toString());
  }

  byte[] lines() {
    return bytes(lines.toString());
  }

  byte[] values() {
    return values.toByteArray();
  }

  /// Both objects by their keys.
  Map<String, byte[]> at(String key) {
    return new TreeMap<>(Map.of(key + ".jsonl", lines(), key + ".bin", values()));
  }
}
