package dev.tailrace.faults;

/// A kind of fault with its name and what it does, as the scoreboard shows them.
///
/// @param name for `--kinds`
/// @param words one phrase for people
record FaultKind(String name, String words, Fault fault) {
  /// What must be prepared to be harmed.
  Campaign.Harm harms() {
    return name.startsWith("full-disk-") || name.startsWith("clock-")
        ? Campaign.Harm.MACHINE
        : Campaign.Harm.PROCESSES;
  }
}
