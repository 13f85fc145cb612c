package dev.tailrace.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How fast something went, and what each process used for it.
///
/// @param events that went through
/// @param time they took
/// @param cpu of each process meanwhile
record Pace(long events, Duration time, Map<String, Duration> cpu) {
  private static final double NANOS_PER_MICRO = 1_000;

  Pace {
    cpu = Map.copyOf(cpu);
  }

  double perSecond() {
    return events * (double) Duration.ofSeconds(1).toNanos() / time.toNanos();
  }

  /// Microseconds on a processor for each event.
  double cpuMicros(String process) {
    return cpu.get(process).toNanos() / NANOS_PER_MICRO / events;
  }

  /// Of all processes.
  double cpuMicros() {
    return cpu.keySet().stream().mapToDouble(this::cpuMicros).sum();
  }

  Map<String, Double> cpuMicrosByProcess() {
    Map<String, Double> micros = new LinkedHashMap<>();
    cpu.keySet().stream().sorted().forEach(name -> micros.put(name, cpuMicros(name)));
    return micros;
  }
}
