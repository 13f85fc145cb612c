package dev.tailrace.stack;

import java.util.List;

/// What a reset would do, in its order.
///
/// @param refusals why it must not; empty when it may
/// @param notes what whoever runs it must know or do beside it
public record ResetPlan(List<String> refusals, List<Deletion> deletions, List<String> notes) {
  public ResetPlan {
    refusals = List.copyOf(refusals);
    deletions = List.copyOf(deletions);
    notes = List.copyOf(notes);
  }

  public boolean mayRun() {
    return refusals.isEmpty();
  }
}
