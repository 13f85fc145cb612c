package dev.tailrace.produce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Finds the script's name in the bytes of an event without parsing it: the string under
/// `scriptName` (a trace item) or `ScriptName` (Logpush) of the outermost object.
final class ScriptName {
  private static final byte[] REST = "criptName".getBytes(StandardCharsets.US_ASCII);
  private static final ObjectMapper JSON = new ObjectMapper();

  private ScriptName() {}

  /// The name in UTF-8, or null when there is none, it is empty or no string. Never fails: bytes
  /// that are no JSON just have no name.
  static byte[] find(byte[] json) {
    int depth = 0;
    int pos = 0;
    while (pos < json.length) {
      byte b = json[pos];
      switch (b) {
        case '"' -> {
          int close = closingQuote(json, pos + 1);
          if (depth == 1 && isKey(json, pos + 1, close)) {
            int colon = skipBlanks(json, close + 1);
            if (colon < json.length && json[colon] == ':') {
              return value(json, skipBlanks(json, colon + 1));
            }
          }
          pos = close;
        }
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      pos++;
    }
    return null;
  }

  private static boolean isKey(byte[] json, int from, int to) {
    return to - from == REST.length + 1
        && (json[from] == 's' || json[from] == 'S')
        && Arrays.equals(json, from + 1, to, REST, 0, REST.length);
  }

  private static byte[] value(byte[] json, int from) {
    if (from >= json.length || json[from] != '"') {
      return null;
    }
    int close = closingQuote(json, from + 1);
    if (close >= json.length || close == from + 1) {
      return null;
    }
    for (int i = from + 1; i < close; i++) {
      if (json[i] == '\\') {
        return unescaped(json, from, close + 1);
      }
    }
    return Arrays.copyOfRange(json, from + 1, close);
  }

  private static byte[] unescaped(byte[] json, int from, int to) {
    String literal = new String(json, from, to - from, StandardCharsets.UTF_8);
    try {
      return JSON.readValue(literal, String.class).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException _) {
      return null; // a key is a hint for partitioning only; the pipeline judges the event itself
    }
  }

  private static int closingQuote(byte[] json, int from) {
    int pos = from;
    while (pos < json.length && json[pos] != '"') {
      pos += json[pos] == '\\' ? 2 : 1;
    }
    return pos;
  }

  private static int skipBlanks(byte[] json, int from) {
    int pos = from;
    while (pos < json.length
        && (json[pos] == ' ' || json[pos] == '\n' || json[pos] == '\r' || json[pos] == '\t')) {
      pos++;
    }
    return pos;
  }
}
