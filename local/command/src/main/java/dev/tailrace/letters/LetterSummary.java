package dev.tailrace.letters;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Counts letters by reason. Not thread-safe.
public final class LetterSummary {
  private final Map<String, Line> lines = new TreeMap<>();

  /// The letters of one reason.
  ///
  /// @param bytes of all their values
  public record Line(String reason, long letters, long bytes, Instant first, Instant last) {
    Line plus(Line other) {
      return new Line(
          reason,
          letters + other.letters,
          bytes + other.bytes,
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last);
    }
  }

  /// Counts one more.
  public void add(Letter letter) {
    String reason = letter.origin().reason();
    lines.merge(
        reason,
        new Line(reason, 1, Math.max(0, letter.body().size()), letter.time(), letter.time()),
        Line::plus);
  }

  /// By reason, in the order of the alphabet.
  public Collection<Line> lines() {
    return lines.values();
  }
}
