package dev.tailrace.sink;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of sealed batches wait to be stored, over all partitions of a task. Thread-safe.
final class Backlog {
  private final AtomicLong bytes = new AtomicLong();

  void add(Cut cut) {
    bytes.addAndGet(size(cut));
  }

  void remove(Cut cut) {
    bytes.addAndGet(-size(cut));
  }

  long bytes() {
    return bytes.get();
  }

  private static long size(Cut cut) {
    return cut instanceof Cut.Rows rows ? rows.bytes() : 0;
  }
}
