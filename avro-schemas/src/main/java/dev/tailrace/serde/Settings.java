package dev.tailrace.serde;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/// Reads settings out of a Kafka configuration and collects every problem, so that they are told
/// at once.
///
/// A key counts with and without Confluent's prefix `schema.registry.`; with it wins. Values of
/// secrets never enter a message.
final class Settings {
  static final String PREFIX = "schema.registry.";

  private final Map<String, ?> values;
  private final List<String> problems = new ArrayList<>();

  Settings(Map<String, ?> values) {
    this.values = values;
  }

  Optional<String> text(String key) {
    Object value = values.get(PREFIX + key);
    if (value == null) {
      value = values.get(key);
    }
    return Optional.ofNullable(value)
        .map(it -> it instanceof Password secret ? secret.value() : joined(it))
        .map(String::strip)
        .filter(it -> !it.isEmpty());
  }

  /// The name of a class, given as text or as the class.
  Optional<String> className(String key) {
    return values.get(key) instanceof Class<?> type ? Optional.of(type.getName()) : text(key);
  }

  boolean isOn(String key, Default fallback) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return fallback == Default.ON;
    }
    return switch (text.get().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        problem(key, "is '" + text.get() + "'; write true or false");
        yield fallback == Default.ON;
      }
    };
  }

  enum Default {
    ON,
    OFF
  }

  Duration millis(String key, long fallback) {
    return Duration.ofMillis(number(key, 0, Integer.MAX_VALUE, fallback));
  }

  int number(String key, int least, int most, long fallback) {
    Optional<String> text = text(key);
    if (text.isPresent()) {
      try {
        int number = Integer.parseInt(text.get());
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException _) {
        // told below, as for a number out of range
      }
      problem(key, "is '" + text.get() + "'; write a whole number, " + least + " to " + most);
    }
    return Math.toIntExact(fallback);
  }

  /// All entries below the prefix `schema.registry.` plus the given one, without the former.
  Map<String, Object> below(String subPrefix) {
    Map<String, Object> found = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX + subPrefix) && value != null) {
            found.put(key.substring(PREFIX.length()), value);
          }
        });
    return found;
  }

  /// @param whatAndRemedy goes on after the key; must not hold a secret
  void problem(String key, String whatAndRemedy) {
    problems.add(key + " " + whatAndRemedy);
  }

  /// @throws ConfigException that lists every problem, one a line
  void throwProblems() {
    if (!problems.isEmpty()) {
      throw new ConfigException(
          "schema registry settings: "
              + (problems.size() == 1 ? "" : problems.size() + " problems\n  ")
              + String.join("\n  ", problems));
    }
  }

  private static String joined(Object value) {
    return value instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : value.toString();
  }
}
