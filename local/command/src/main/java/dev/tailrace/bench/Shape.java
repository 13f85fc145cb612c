package dev.tailrace.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a topology is spread.
///
/// @param instances each a process
/// @param threads of Kafka Streams in each of them
public record Shape(int instances, int threads) {
  private static final Pattern TEXT = Pattern.compile("([1-9]\\d?)x([1-9]\\d?)");

  /// Reads what [#toString] writes.
  ///
  /// @param text such as `2x1`: two instances with one thread each
  /// @throws IllegalArgumentException when it is no such text
  public static Shape of(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a number of instances and of threads in each, such as 2x1".formatted(text));
    }
    return new Shape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public String toString() {
    return instances + "x" + threads;
  }
}
