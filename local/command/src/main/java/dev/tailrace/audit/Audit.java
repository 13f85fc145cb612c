package dev.tailrace.audit;

import java.time.InstantSource;
import java.util.function.Consumer;

/// Recomputes from the raw topic what every store must hold, and compares.
public final class Audit {
  private Audit() {}

  /// Makes one audit of everything that is on the raw topic now. Waits for a pipeline that has not
  /// come so far, as long as the patience of the places allows.
  ///
  /// @param progress is told what is done, in words for the user
  /// @throws AuditException when a store cannot be asked
  public static AuditReport run(AuditPlaces places, Consumer<String> progress) {
    try (AuditSession session =
        new AuditSession(places, InstantSource.system(), progress, () -> false)) {
      return session.round(AuditSession.Late.WAIT, places.patience()).report();
    }
  }
}
