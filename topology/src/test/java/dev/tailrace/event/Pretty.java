package dev.tailrace.event;

import static java.nio.charset.StandardCharsets.UTF_8;

/// JSON over many lines, as `wrangler tail --format json` prints it.
final class Pretty {
  private Pretty() {}

  /// Puts white space around every token and changes nothing else.
  static byte[] print(String json) {
    StringBuilder printed = new StringBuilder();
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      boolean quote = c == '"' && !(inString && isEscaped(json, i));
      inString ^= quote;
      boolean structure = !inString && "{}[]:,".indexOf(c) >= 0;
      printed.append(structure ? "\n\t " : "").append(c).append(structure ? " \r\n" : "");
    }
    return printed.toString().getBytes(UTF_8);
  }

  private static boolean isEscaped(String json, int at) {
    int backslashes = 0;
    while (json.charAt(at - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
