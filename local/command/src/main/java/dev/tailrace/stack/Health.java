package dev.tailrace.stack;

import java.util.concurrent.atomic.AtomicReference;

/// The first reason for which the stack cannot go on, whichever part found it. Thread-safe.
final class Health {
  private final AtomicReference<StackException> fatal = new AtomicReference<>();

  void fail(StackException reason) {
    fatal.compareAndSet(null, reason);
  }

  void require() {
    StackException reason = fatal.get();
    if (reason != null) {
      throw reason;
    }
  }
}
