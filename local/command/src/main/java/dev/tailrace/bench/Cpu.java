package dev.tailrace.bench;

import java.time.Duration;

/// What processes use, as the system tells.
final class Cpu {
  private Cpu() {}

  /// Time on processors since the start of a process, of all its threads.
  static Duration of(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  static Duration of(long pid) {
    return ProcessHandle.of(pid).map(Cpu::of).orElse(Duration.ZERO);
  }

  /// Of a process and all that it started and that still are.
  static Duration ofAll(long pid) {
    return ProcessHandle.of(pid)
        .map(process -> process.descendants().map(Cpu::of).reduce(of(process), Duration::plus))
        .orElse(Duration.ZERO);
  }
}
