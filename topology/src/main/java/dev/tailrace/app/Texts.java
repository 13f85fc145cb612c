package dev.tailrace.app;

import dev.tailrace.topology.TopicSetup;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the texts of settings. Every error says what is expected.
final class Texts {
  private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,15})\\s*([a-zA-Z]*)");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of(
          "",
          1L,
          "b",
          1L,
          "kb",
          1_000L,
          "mb",
          1_000_000L,
          "gb",
          1_000_000_000L,
          "kib",
          1_024L,
          "mib",
          1_048_576L,
          "gib",
          1_073_741_824L);

  private static final int LARGEST_PORT = 65_535;

  private Texts() {}

  static String notEmpty(String text) {
    return require(!text.isBlank(), text, "a text that is not empty");
  }

  static String name(String text) {
    return require(
        NAME.matcher(text).matches(),
        text,
        "letters, digits, dots, underscores and dashes, 200 at most");
  }

  static int positive(String text) {
    long number = number(text, "a whole number of 1 or more");
    require(number >= 1 && number <= Integer.MAX_VALUE, text, "a whole number of 1 or more");
    return (int) number;
  }

  static long notNegative(String text) {
    long number = number(text, "a whole number of 0 or more");
    require(number >= 0, text, "a whole number of 0 or more");
    return number;
  }

  static short replication(String text) {
    long number = number(text, "-1 or a whole number from 1 to 32767");
    require(
        number == -1 || (number >= 1 && number <= Short.MAX_VALUE),
        text,
        "-1 or a whole number from 1 to 32767");
    return (short) number;
  }

  static double ratio(String text) {
    String expected = "a number from 0 to 1, such as 0.25";
    try {
      double number = Double.parseDouble(text);
      require(number >= 0 && number <= 1, text, expected);
      return number;
    } catch (NumberFormatException e) {
      throw refusal(text, expected, e);
    }
  }

  static Duration duration(String text) {
    long millis = quantity(text, MILLIS, "a duration such as 250ms, 10s, 5m, 24h or 7d");
    require(millis > 0, text, "a duration above zero");
    return Duration.ofMillis(millis);
  }

  static Optional<Duration> durationOrAuto(String text) {
    return text.equals("auto") ? Optional.empty() : Optional.of(duration(text));
  }

  static long size(String text) {
    long bytes = quantity(text, BYTES, "a size such as 16MB, 512KiB or 1000000");
    require(bytes > 0, text, "a size above zero");
    return bytes;
  }

  /// A port, 0 for any that is free; empty for `off`.
  static OptionalInt portOrOff(String text) {
    if (text.equals("off")) {
      return OptionalInt.empty();
    }
    String expected = "a port from 0 to 65535, or off";
    long number = number(text, expected);
    require(number >= 0 && number <= LARGEST_PORT, text, expected);
    return OptionalInt.of((int) number);
  }

  static LogFormat logFormat(String text) {
    return switch (text) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default -> throw refusal(text, "text or json", null);
    };
  }

  static TopicSetup.Mode topicMode(String text) {
    return switch (text) {
      case "create" -> TopicSetup.Mode.CREATE;
      case "check" -> TopicSetup.Mode.CHECK;
      default -> throw refusal(text, "create or check", null);
    };
  }

  private static long quantity(String text, Map<String, Long> units, String expected) {
    Matcher matcher = QUANTITY.matcher(text.strip());
    require(matcher.matches(), text, expected);
    Long unit = units.get(matcher.group(2).toLowerCase(Locale.ROOT));
    require(unit != null, text, expected);
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException e) {
      throw refusal(text, expected, e);
    }
  }

  private static long number(String text, String expected) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw refusal(text, expected, e);
    }
  }

  private static String require(boolean holds, String text, String expected) {
    if (!holds) {
      throw refusal(text, expected, null);
    }
    return text;
  }

  private static IllegalArgumentException refusal(String text, String expected, Exception cause) {
    return new IllegalArgumentException("'" + text + "' is not " + expected, cause);
  }
}
