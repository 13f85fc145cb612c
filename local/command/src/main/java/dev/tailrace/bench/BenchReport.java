package dev.tailrace.bench;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a benchmark found: as a table for people, as data for machines.
///
/// One thread.
public final class BenchReport {
  private static final double HUNDREDTHS = 100;
  private static final double TENTHS = 10;
  private static final double NANOS_PER_MILLI = 1_000_000;

  private final String name;
  private final String setting;
  private final List<Way> ways = new ArrayList<>();
  private final List<Times> times = new ArrayList<>();
  private final Map<String, Double> ratios = new LinkedHashMap<>();

  /// One way that was measured.
  ///
  /// @param cpuMicros microseconds on a processor for each event, by process
  public record Way(
      String name, long eventsPerSecond, double cpuMicrosPerEvent, Map<String, Double> cpuMicros) {}

  /// How long something took, often.
  public record Times(
      String name, int count, double p50Millis, double p99Millis, double maxMillis) {}

  /// Everything, as `--json` prints it.
  ///
  /// @param day in UTC, as `2026-11-22`
  /// @param ratios by what they say
  public record Data(
      String benchmark,
      String setting,
      String day,
      Machine machine,
      List<Way> ways,
      List<Times> times,
      Map<String, Double> ratios) {}

  /// Where it was measured.
  public record Machine(int processors, String architecture, String system, String java) {
    static Machine here() {
      return new Machine(
          Runtime.getRuntime().availableProcessors(),
          System.getProperty("os.arch"),
          System.getProperty("os.name") + " " + System.getProperty("os.version"),
          Runtime.version().toString());
    }
  }

  BenchReport(String name, String setting) {
    this.name = name;
    this.setting = setting;
  }

  void add(String way, Pace pace) {
    Map<String, Double> cpu = new LinkedHashMap<>();
    pace.cpuMicrosByProcess().forEach((process, micros) -> cpu.put(process, tenths(micros)));
    ways.add(new Way(way, Math.round(pace.perSecond()), tenths(pace.cpuMicros()), cpu));
  }

  void add(String what, Latencies latencies) {
    times.add(
        new Times(
            what,
            latencies.count(),
            millis(latencies.quantile(0.5)),
            millis(latencies.quantile(0.99)),
            millis(latencies.quantile(1))));
  }

  private static double millis(Duration duration) {
    return tenths(duration.toNanos() / NANOS_PER_MILLI);
  }

  void ratio(String of, double value) {
    ratios.put(of, Math.round(value * HUNDREDTHS) / HUNDREDTHS);
  }

  private static double tenths(double value) {
    return Math.round(value * TENTHS) / TENTHS;
  }

  /// As data.
  public Data data() {
    return new Data(
        name,
        setting,
        LocalDate.now(ZoneOffset.UTC).toString(),
        Machine.here(),
        List.copyOf(ways),
        List.copyOf(times),
        ratios);
  }

  /// As a table.
  public String text() {
    Machine machine = Machine.here();
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %s%n%d processors, %s, Java %s%n%n"
            .formatted(
                name, setting, machine.processors(), machine.architecture(), machine.java()));
    if (!ways.isEmpty()) {
      appendWays(text);
    }
    if (!times.isEmpty()) {
      appendTimes(text);
    }
    text.append(System.lineSeparator());
    ratios.forEach((of, value) -> text.append("%.2f  %s%n".formatted(value, of)));
    return text.toString();
  }

  private void appendWays(StringBuilder text) {
    text.append("%-28s %12s %14s   %s%n".formatted("way", "events/s", "CPU us/event", "of which"));
    for (Way way : ways) {
      text.append(
          "%-28s %,12d %14.1f   %s%n"
              .formatted(
                  way.name(),
                  way.eventsPerSecond(),
                  way.cpuMicrosPerEvent(),
                  processes(way.cpuMicros())));
    }
  }

  private void appendTimes(StringBuilder text) {
    text.append("%-44s %9s %9s %9s %9s%n".formatted("what", "count", "p50 ms", "p99 ms", "max ms"));
    for (Times one : times) {
      text.append(
          "%-44s %,9d %,9.1f %,9.1f %,9.1f%n"
              .formatted(
                  one.name(), one.count(), one.p50Millis(), one.p99Millis(), one.maxMillis()));
    }
  }

  private static String processes(Map<String, Double> cpu) {
    List<String> parts = new ArrayList<>();
    cpu.forEach((process, micros) -> parts.add("%s %.1f".formatted(process, micros)));
    return String.join(", ", parts);
  }
}
