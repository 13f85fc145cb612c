package dev.tailrace.sink.r2;

import java.util.Objects;

/// What a topic is to the sink.
///
/// @param directory of its files, and name of its table
record TopicProfile(String directory, Order order, Content content) {
  /// How its records are ordered in time.
  enum Order {
    /// By sealed batches.
    SEALED,
    /// By their timestamps.
    TIMED
  }

  /// What its records are.
  enum Content {
    /// Events: each one is a row.
    EVENTS,
    /// States of something with a key: within a row group the newest of a key is kept.
    STATES,
    /// Dead letters: original bytes, which nobody could decode.
    LETTERS
  }

  TopicProfile {
    Objects.requireNonNull(directory, "directory");
  }
}
