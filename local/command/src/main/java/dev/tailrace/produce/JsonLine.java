package dev.tailrace.produce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.regex.Pattern;

/// Looks ahead within a line for the values of an array that are neither objects nor arrays.
final class JsonLine {
  private static final Pattern LITERAL =
      Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final int LONGEST_LITERAL = 400;

  private JsonLine() {}

  /// The first place from `ahead` on that is not blank; line ends are not blank here.
  static int afterBlanks(ByteWindow window, int ahead) throws IOException {
    int place = ahead;
    int b = window.peek(place);
    while (b == ' ' || b == '\t' || b == '\r') {
      b = window.peek(++place);
    }
    return place;
  }

  /// Length of the string, number or literal at `ahead`, or -1 when none stands there with `,`, `]`
  /// or the end of the line behind it.
  static int scalarLength(ByteWindow window, int ahead) throws IOException {
    int after =
        window.peek(ahead) == '"' ? afterString(window, ahead + 1) : afterLiteral(window, ahead);
    if (after < 0) {
      return -1;
    }
    return switch (window.peek(afterBlanks(window, after))) {
      case ',', ']', '\n', -1 -> after - ahead;
      default -> -1;
    };
  }

  private static int afterString(ByteWindow window, int ahead) throws IOException {
    for (int place = ahead; ; place++) {
      switch (window.peek(place)) {
        case '"' -> {
          return place + 1;
        }
        case '\\' -> place++;
        case '\n', -1 -> {
          return -1;
        }
        default -> {}
      }
    }
  }

  private static int afterLiteral(ByteWindow window, int ahead) throws IOException {
    byte[] text = new byte[LONGEST_LITERAL];
    int length = 0;
    for (int b = window.peek(ahead); isLiteral(b); b = window.peek(ahead + length)) {
      if (length == LONGEST_LITERAL) {
        return -1;
      }
      text[length++] = (byte) b;
    }
    boolean valid = LITERAL.matcher(new String(text, 0, length, ISO_8859_1)).matches();
    return valid ? ahead + length : -1;
  }

  private static boolean isLiteral(int b) {
    return (b >= '0' && b <= '9')
        || (b >= 'a' && b <= 'z')
        || b == 'E'
        || b == '-'
        || b == '+'
        || b == '.';
  }
}
