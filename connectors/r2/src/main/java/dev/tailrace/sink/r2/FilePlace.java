package dev.tailrace.sink.r2;

import java.time.LocalDate;
import java.util.OptionalLong;

/// Where the files of one partition and day lie.
///
/// @param directory of the topic, such as `events`
/// @param day of capture, UTC
/// @param source name of the Kafka cluster
/// @param partition of the topic
record FilePlace(String directory, LocalDate day, String source, int partition) {
  private static final String LAST = "%020d".formatted(Long.MAX_VALUE);

  /// What all their keys begin with.
  String keyPrefix() {
    return "%s/dt=%s/%s-%05d-".formatted(directory, day, source, partition);
  }

  /// Keys sort as the offsets do.
  String key(long firstOffset, String extension) {
    return "%s%020d%s".formatted(keyPrefix(), firstOffset, extension);
  }

  /// The first offset of a file from its key; empty for an object that is none of these files.
  OptionalLong firstOffset(String key, String extension) {
    String prefix = keyPrefix();
    if (!key.startsWith(prefix) || !key.endsWith(extension)) {
      return OptionalLong.empty();
    }
    String digits = key.substring(prefix.length(), key.length() - extension.length());
    return digits.matches("[0-9]{20}") && digits.compareTo(LAST) <= 0
        ? OptionalLong.of(Long.parseLong(digits))
        : OptionalLong.empty();
  }
}
