package dev.tailrace.window;

/// What is known of a window: sums and sketches.
///
/// Laws: [#merge] is associative and commutative, and an empty content changes nothing; so events
/// may be folded in any order and grouping, over any number of tasks, and give the same content.
/// Merging contents of different kinds is a programming error.
///
/// Mutable, not thread-safe.
public sealed interface WindowContent permits ServiceContent, ErrorContent {
  /// Adds all that the other content has; the other stays as it is.
  void merge(WindowContent other);

  /// Events in it.
  long events();

  /// Events in it that were captured later than the grace after the window's end.
  long lateEvents();
}
