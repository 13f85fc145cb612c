package dev.tailrace.letters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names a letter: its position on the dead-letter topic. Text form: `0-123`.
public record LetterId(int partition, long offset) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})-([0-9]{1,18})");

  public LetterId {
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException("no position on a topic: " + partition + "-" + offset);
    }
  }

  /// Reads the text form.
  ///
  /// @throws IllegalArgumentException when this is no id
  public static LetterId of(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no id of a dead letter, which is PARTITION-OFFSET, such as 0-123");
    }
    return new LetterId(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  @Override
  public String toString() {
    return partition + "-" + offset;
  }
}
