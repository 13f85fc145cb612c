package dev.tailrace.faults;

/// What happens to a process that reaches a step where somebody waits for it.
enum Blow {
  /// It ends at once, as by kill -9.
  DIES,
  /// The step fails, as by a defect.
  FAILS
}
