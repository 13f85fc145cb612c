package dev.tailrace.faults;

import dev.tailrace.audit.StoreVerdict;

/// What is wrong in a store.
///
/// @param differing rows or window cells with other contents than they should have
public record Damage(long lost, long duplicated, long differing) {
  static final Damage NONE = new Damage(0, 0, 0);

  /// As the audit found it.
  static Damage of(StoreVerdict verdict) {
    return new Damage(verdict.lost(), verdict.duplicated(), verdict.differing());
  }

  Damage plus(Damage other) {
    return new Damage(
        lost + other.lost, duplicated + other.duplicated, differing + other.differing);
  }

  /// What has come since.
  Damage since(Damage before) {
    return new Damage(
        lost - before.lost, duplicated - before.duplicated, differing - before.differing);
  }

  boolean isNone() {
    return equals(NONE);
  }
}
