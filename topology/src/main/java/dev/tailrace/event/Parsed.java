package dev.tailrace.event;

/// What one raw record turned out to be.
public sealed interface Parsed permits Invocation, Parsed.Notice, Parsed.Unreadable {

  /// A notice that `wrangler tail` puts between the events of its stream, such as `overload` when
  /// it starts to sample. It tells of no invocation: it is counted and dropped.
  record Notice(String type, String message) implements Parsed {}

  /// Nothing this parser accepts. The original bytes belong on the dead-letter topic.
  ///
  /// @param message what was found, where (a byte offset from 0), and what to do about it
  record Unreadable(DeadLetterReason reason, String message) implements Parsed {}
}
