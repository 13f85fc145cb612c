package dev.tailrace.window;

import dev.tailrace.event.Severity;

/// What a script did in a window. Times are milliseconds.
public final class ServiceContent implements WindowContent {
  /// HTTP status classes 2xx to 5xx.
  static final int STATUS_CLASSES = 4;

  private static final int FIRST_CLASS = 2;

  long events;
  long lateEvents;
  long criticalErrors;
  long errors;
  long warnings;
  long totalCpuTime;
  long totalWallTime;
  final long[] statuses;
  final DurationSketch cpuTimes;
  final DurationSketch wallTimes;

  /// The numbers of a service's window that simply add up. Times are milliseconds.
  public record Counters(
      long events,
      long lateEvents,
      long criticalErrors,
      long errors,
      long warnings,
      long status2xx,
      long status3xx,
      long status4xx,
      long status5xx,
      long totalCpuTime,
      long totalWallTime) {}

  ServiceContent() {
    this.statuses = new long[STATUS_CLASSES];
    this.cpuTimes = new DurationSketch();
    this.wallTimes = new DurationSketch();
  }

  /// Content that was known elsewhere.
  public ServiceContent(Counters counters, DurationSketch cpuTimes, DurationSketch wallTimes) {
    this.events = counters.events();
    this.lateEvents = counters.lateEvents();
    this.criticalErrors = counters.criticalErrors();
    this.errors = counters.errors();
    this.warnings = counters.warnings();
    this.totalCpuTime = counters.totalCpuTime();
    this.totalWallTime = counters.totalWallTime();
    this.statuses =
        new long[] {
          counters.status2xx(), counters.status3xx(), counters.status4xx(), counters.status5xx()
        };
    this.cpuTimes = cpuTimes;
    this.wallTimes = wallTimes;
  }

  /// Adds one invocation.
  ///
  /// @param statusClass first digit of the HTTP status; anything but 2 to 5 is not counted
  /// @param late 1 for an event beyond the grace, else 0
  void add(Severity severity, int statusClass, long cpuTime, long wallTime, int late) {
    events++;
    lateEvents += late;
    switch (severity) {
      case CRITICAL -> criticalErrors++;
      case ERROR -> errors++;
      case WARNING -> warnings++;
      case INFO -> {}
    }
    int index = statusClass - FIRST_CLASS;
    if (index >= 0 && index < STATUS_CLASSES) {
      statuses[index]++;
    }
    totalCpuTime += cpuTime;
    totalWallTime += wallTime;
    cpuTimes.add(cpuTime);
    wallTimes.add(wallTime);
  }

  @Override
  public void merge(WindowContent other) {
    ServiceContent that = (ServiceContent) other;
    events += that.events;
    lateEvents += that.lateEvents;
    criticalErrors += that.criticalErrors;
    errors += that.errors;
    warnings += that.warnings;
    totalCpuTime += that.totalCpuTime;
    totalWallTime += that.totalWallTime;
    for (int i = 0; i < STATUS_CLASSES; i++) {
      statuses[i] += that.statuses[i];
    }
    cpuTimes.merge(that.cpuTimes);
    wallTimes.merge(that.wallTimes);
  }

  @Override
  public long events() {
    return events;
  }

  @Override
  public long lateEvents() {
    return lateEvents;
  }

  public long criticalErrors() {
    return criticalErrors;
  }

  public long errors() {
    return errors;
  }

  public long warnings() {
    return warnings;
  }

  public long failed() {
    return criticalErrors + errors;
  }

  /// Invocations that were answered with a status of this class, 2 to 5.
  public long statuses(int statusClass) {
    return statuses[statusClass - FIRST_CLASS];
  }

  public long totalCpuTime() {
    return totalCpuTime;
  }

  public long totalWallTime() {
    return totalWallTime;
  }

  public DurationSketch cpuTimes() {
    return cpuTimes;
  }

  public DurationSketch wallTimes() {
    return wallTimes;
  }
}
