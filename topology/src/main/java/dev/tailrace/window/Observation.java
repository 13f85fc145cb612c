package dev.tailrace.window;

import dev.tailrace.event.Severity;
import java.util.Objects;

/// One invocation as windows see it.
///
/// @param dispatchNamespace empty when the script has none
/// @param eventMillis when it happened, Unix epoch milliseconds
/// @param statusClass first digit of the HTTP status; anything but 2 to 5 is not counted
/// @param cpuTime milliseconds
/// @param wallTime milliseconds
/// @param errorType never null for severities critical and error, else not looked at
/// @param messageHash of the error message, by [DistinctSketch#hash(String)]
/// @param lateForHour whether it was captured later than the grace after the end of its hour
/// @param lateForFiveMinutes likewise for its five minutes
public record Observation(
    String scriptName,
    String dispatchNamespace,
    long eventMillis,
    Severity severity,
    int statusClass,
    long cpuTime,
    long wallTime,
    String errorType,
    long messageHash,
    boolean lateForHour,
    boolean lateForFiveMinutes) {
  public Observation {
    Objects.requireNonNull(scriptName, "scriptName");
    Objects.requireNonNull(dispatchNamespace, "dispatchNamespace");
    Objects.requireNonNull(severity, "severity");
    if (isError(severity)) {
      Objects.requireNonNull(errorType, "errorType");
    }
  }

  static boolean isError(Severity severity) {
    return switch (severity) {
      case CRITICAL, ERROR -> true;
      case WARNING, INFO -> false;
    };
  }

  /// First digit of an HTTP status, 0 for none and for one that is no status.
  public static int statusClass(Integer status) {
    int statusClass = status == null ? 0 : status / 100;
    return statusClass <= 5 ? statusClass : 0;
  }
}
