package dev.tailrace.event;

import java.util.Set;

/// What the outcomes of the runtime stand for. The set is open: the runtime may grow new ones.
/// Source: workerd `src/workerd/io/outcome.capnp`.
final class Outcomes {
  static final String UNKNOWN = "unknown";
  static final String EXCEPTION = "exception";

  private static final Set<String> FINE = Set.of("ok", EXCEPTION, UNKNOWN);
  private static final Set<String> KILLED =
      Set.of(
          "exceededCpu",
          "exceededMemory",
          "exceededWallTime",
          "scriptNotFound",
          "killSwitch",
          "daemonDown",
          "internalError");
  private static final Set<String> GONE = Set.of("canceled", "responseStreamDisconnected");

  private Outcomes() {}

  /// The runtime ended the invocation, or could not begin it.
  static boolean isKilled(String outcome) {
    return KILLED.contains(outcome);
  }

  /// The runtime gave the invocation up, or ended it in a way not known yet.
  static boolean isShed(String outcome) {
    return !FINE.contains(outcome) && !KILLED.contains(outcome) && !GONE.contains(outcome);
  }

  /// Whoever asked did not wait for the answer.
  static boolean isClientGone(String outcome) {
    return GONE.contains(outcome);
  }
}
