package dev.tailrace.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;

/// Bytes that anybody may have sent, made fit for a terminal: no control character gets through.
public final class LetterText {
  private static final int BYTES_OF_A_LINE = 16;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1_000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private LetterText() {}

  /// JSON in lines, other text as it is, anything else as a hex dump.
  public static String show(byte[] value) {
    return text(value).map(text -> pretty(value).orElse(text)).orElseGet(() -> dump(value));
  }

  /// One line: text, its line ends and control characters shown as ␊ and the like, or hex digits.
  public static String line(byte[] value) {
    try {
      return line(decode(value));
    } catch (CharacterCodingException _) {
      return "0x" + HexFormat.of().formatHex(value);
    }
  }

  /// The text in one line, its control characters made visible.
  public static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().map(LetterText::visible).forEach(line::appendCodePoint);
    return line.toString();
  }

  /// JSON in lines. What is hidden in its texts is shown as its escape, so it stays the same JSON.
  public static String json(String json) {
    return arrange(json.getBytes(UTF_8))
        .map(LetterText::withHiddenEscaped)
        .orElseGet(() -> line(json));
  }

  /// Between the tokens of arranged JSON there are line ends, and no other such characters.
  private static String withHiddenEscaped(String json) {
    StringBuilder text = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            c -> {
              if (c != '\n' && isHidden(c)) {
                text.append("\\u%04x".formatted(c));
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }

  private static int visible(int codePoint) {
    if (codePoint < 0x20) {
      return 0x2400 + codePoint; // the Unicode picture of the control character
    }
    return isHidden(codePoint) ? 0xFFFD : codePoint;
  }

  /// Control characters, and those that turn the direction of writing.
  private static boolean isHidden(int codePoint) {
    return Character.isISOControl(codePoint)
        || (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }

  private static Optional<String> text(byte[] value) {
    try {
      return Optional.of(decode(value)).filter(LetterText::isPrintable);
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  /// A carriage return alone lets a line write over itself.
  private static boolean isPrintable(String text) {
    return text.replace("\r\n", "\n")
        .codePoints()
        .allMatch(c -> c == '\n' || c == '\t' || !isHidden(c));
  }

  private static String decode(byte[] value) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
  }

  /// Empty for what is no JSON, and where an escape of the original would become the control
  /// character it stands for.
  private static Optional<String> pretty(byte[] value) {
    return arrange(value).filter(LetterText::isPrintable);
  }

  /// Token by token: numbers keep their digits, members their order, twins stay. Empty for what is
  /// no JSON.
  private static Optional<String> arrange(byte[] value) {
    StringWriter out = new StringWriter();
    int depth = 0;
    try (JsonParser in = JSON.createParser(value);
        JsonGenerator lines = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
      while (in.nextToken() != null) {
        if (depth == 0 && out.getBuffer().length() > 0) {
          return Optional.empty(); // more than one value: not ours to arrange
        }
        depth += in.currentToken().isStructStart() ? 1 : 0;
        depth -= in.currentToken().isStructEnd() ? 1 : 0;
        if (in.currentToken().isNumeric()) {
          lines.writeNumber(in.getText()); // as it is written: no digit is computed
        } else {
          lines.copyCurrentEvent(in);
        }
        if (depth == 0) {
          lines.flush();
        }
      }
    } catch (IOException _) {
      return Optional.empty();
    }
    return Optional.of(out.toString()).filter(text -> !text.isEmpty());
  }

  private static String dump(byte[] value) {
    StringBuilder dump = new StringBuilder();
    for (int start = 0; start < value.length; start += BYTES_OF_A_LINE) {
      StringBuilder characters = new StringBuilder(BYTES_OF_A_LINE);
      int end = Math.min(value.length, start + BYTES_OF_A_LINE);
      for (int i = start; i < end; i++) {
        characters.append(value[i] >= 0x20 && value[i] < 0x7F ? (char) value[i] : '.');
      }
      String hex = HEX.formatHex(value, start, end);
      dump.append("%08x  %-48s |%s|%n".formatted(start, hex, characters));
    }
    return dump.toString().stripTrailing();
  }
}
