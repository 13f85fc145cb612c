package dev.tailrace.lake;

/// After how many days the bucket itself deletes files; 0 keeps them for ever.
///
/// @param eventsDays of events and windows
/// @param lettersDays of dead letters
public record Retention(int eventsDays, int lettersDays) {
  /// Deletes nothing.
  public static final Retention FOR_EVER = new Retention(0, 0);

  public Retention {
    if (eventsDays < 0 || lettersDays < 0) {
      throw new IllegalArgumentException(
          "retention of %d and %d days: give 0, which is for ever, or more"
              .formatted(eventsDays, lettersDays));
    }
  }
}
