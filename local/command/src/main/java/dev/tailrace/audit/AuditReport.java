package dev.tailrace.audit;

import java.time.Instant;
import java.util.List;

/// What one audit found.
///
/// @param time when it began
/// @param raw records of the raw topic that it went through
/// @param stores in the order of [StoreNames#ALL]
public record AuditReport(Instant time, long raw, List<StoreVerdict> stores) {
  public AuditReport {
    stores = List.copyOf(stores);
  }

  /// Whether every store holds exactly what it must.
  public boolean addsUp() {
    return stores.stream().allMatch(StoreVerdict::addsUp);
  }

  /// The verdict on one store.
  ///
  /// @param name one of [StoreNames]
  /// @throws IllegalArgumentException when no store is called so
  public StoreVerdict store(String name) {
    return stores.stream()
        .filter(verdict -> verdict.store().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the audit knows no store " + name));
  }
}
