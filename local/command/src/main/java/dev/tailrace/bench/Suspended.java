package dev.tailrace.bench;

import java.io.IOException;
import java.io.UncheckedIOException;

/// A process that stands still until this is closed. Not for long: a consumer that is not heard of
/// for its session's time is taken for dead.
record Suspended(long pid) implements AutoCloseable {
  static Suspended of(long pid) {
    signal("STOP", pid);
    return new Suspended(pid);
  }

  private static void signal(String name, long pid) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("cannot send " + name + " to process " + pid);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot send " + name + " to process " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending a signal", e);
    }
  }

  @Override
  public void close() {
    signal("CONT", pid);
  }
}
