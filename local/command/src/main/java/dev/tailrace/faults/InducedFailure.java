package dev.tailrace.faults;

/// Thrown at a step where somebody waited for it.
final class InducedFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InducedFailure(StepPlace at) {
    super("induced at " + at);
  }
}
