package dev.tailrace.clickhouse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// One pane of an hour of a script, and the row of `service_metrics_hourly` that tells of it.
///
/// @param calls the invocations counted in it; none for a pane that was taken back
/// @param late how many of them came after the window was closed
record ServicePane(
    String script,
    String namespace,
    Instant hour,
    Instant pane,
    long version,
    List<Call> calls,
    long late) {

  /// @param status 0 when there was no response
  record Call(String severity, int status, long cpuTime, long wallTime) {
    static Call of(long cpuTime, long wallTime) {
      return new Call("info", 200, cpuTime, wallTime);
    }

    boolean isFailure() {
      return severity.equals("critical") || severity.equals("error");
    }
  }

  ServicePane {
    calls = List.copyOf(calls);
  }

  ServicePane withVersion(long other) {
    return new ServicePane(script, namespace, hour, pane, other, calls, late);
  }

  /// The same pane after a rebuild has taken it back.
  ServicePane takenBack() {
    return new ServicePane(script, namespace, hour, pane, version + 1, List.of(), 0);
  }

  long[] cpuTimes() {
    return calls.stream().mapToLong(Call::cpuTime).toArray();
  }

  long[] wallTimes() {
    return calls.stream().mapToLong(Call::wallTime).toArray();
  }

  ObjectNode row() {
    return row(TimeSketch.ACCURACY);
  }

  ObjectNode row(double accuracy) {
    ObjectNode row = RecordedEvents.JSON.createObjectNode();
    row.put("script_name", script).put("dispatch_namespace", namespace);
    row.put("hour", hour.toString()).put("pane", pane.toString()).put("version", version);
    row.put("total_requests", calls.size());
    row.put("successful_requests", count(call -> !call.isFailure()));
    row.put("failed_requests", count(Call::isFailure));
    row.put("critical_errors", count(call -> call.severity().equals("critical")));
    row.put("errors", count(call -> call.severity().equals("error")));
    row.put("warnings", count(call -> call.severity().equals("warning")));
    for (int kind = 2; kind <= 5; kind++) {
      int hundreds = kind;
      row.put("status_" + kind + "xx", count(call -> call.status() / 100 == hundreds));
    }
    row.put("late_events", late).put("incomplete", late > 0).put("sketch_accuracy", accuracy);
    putTimes(row, "cpu_time", Call::cpuTime, accuracy);
    putTimes(row, "wall_time", Call::wallTime, accuracy);
    return row;
  }

  private void putTimes(ObjectNode row, String name, ToLongFunction<Call> of, double accuracy) {
    long[] times = calls.stream().mapToLong(of).toArray();
    TimeSketch sketch = TimeSketch.of(accuracy, times);
    long total = calls.stream().mapToLong(of).sum();
    row.put("total_" + name, total);
    row.put("avg_" + name, times.length == 0 ? 0 : (double) total / times.length);
    row.put("p50_" + name, sketch.quantile(0.5));
    row.put("p95_" + name, sketch.quantile(0.95));
    row.put("p99_" + name, sketch.quantile(0.99));
    row.put(name + "_zeros", sketch.zeros());
    ArrayNode bins = row.putArray(name + "_bins");
    sketch.binList().forEach(bins::add);
    ArrayNode counts = row.putArray(name + "_counts");
    sketch.countList().forEach(counts::add);
  }

  private long count(Predicate<Call> which) {
    return calls.stream().filter(which).count();
  }

  /// All calls of these panes.
  static List<Call> calls(Collection<ServicePane> panes) {
    return panes.stream().flatMap(pane -> pane.calls().stream()).toList();
  }
}
