package dev.tailrace.app;

import dev.tailrace.app.TailraceConfig.EffectiveValue;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The configuration as it is in force, one line per key.
record EffectiveTable(List<EffectiveValue> values) {
  static final String HIDDEN = "***";

  /// Keys of Kafka's clients and of serdes whose values nobody may see.
  private static final Pattern SECRET =
      Pattern.compile(
          "password|secret|token|jaas|credential|user\\.info|keystore\\.key|private\\.?key|api\\.?key");

  /// The value as it may be shown. A user name and password within a URL are hidden too.
  static String shown(String key, String value) {
    return SECRET.matcher(key.toLowerCase(Locale.ROOT)).find()
        ? HIDDEN
        : value.replaceAll("//[^/@\\s]*@", "//" + HIDDEN + "@");
  }

  @Override
  public String toString() {
    int keys = width(values.stream().map(EffectiveValue::key).toList());
    int texts = width(values.stream().map(EffectiveValue::value).toList());
    StringBuilder table = new StringBuilder();
    for (EffectiveValue value : values) {
      table
          .append(pad(value.key(), keys))
          .append(" = ")
          .append(pad(value.value(), texts))
          .append("  (")
          .append(value.origin())
          .append(")\n");
    }
    return table.toString();
  }

  private static int width(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
