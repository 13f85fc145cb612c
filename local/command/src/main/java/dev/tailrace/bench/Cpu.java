package dev.tailrace.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What processes use, as the system tells.
final class Cpu {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

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

  /// Bytes of memory that are resident; 0 where the system does not tell.
  static long residentBytes(long pid) {
    Path status = Path.of("/proc", String.valueOf(pid), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    try {
      Matcher resident = RESIDENT.matcher(Files.readString(status));
      return resident.find() ? Long.parseLong(resident.group(1)) << 10 : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + status, e);
    }
  }
}
