package dev.tailrace.things;

/// On which end of a relationship a thing is.
public enum Direction {
  /// The relationship starts from the thing.
  FROM,
  /// The relationship leads to the thing.
  TO;

  /// The end that the thing is not.
  public EntityKey otherEnd(Ends ends) {
    return switch (this) {
      case FROM -> ends.to();
      case TO -> ends.from();
    };
  }
}
