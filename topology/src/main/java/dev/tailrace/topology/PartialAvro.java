package dev.tailrace.topology;

import dev.tailrace.schema.PartialWindow;
import dev.tailrace.window.ErrorContent;
import dev.tailrace.window.ServiceContent;
import dev.tailrace.window.WindowContent;
import dev.tailrace.window.WindowKey;
import java.time.Instant;
import java.util.List;

/// What was folded into one window as the record of `partials`, and back.
final class PartialAvro {
  private PartialAvro() {}

  static PartialWindow record(WindowKey key, WindowContent content) {
    PartialWindow partial = blank(key);
    partial.setEventCount(content.events());
    partial.setLateEvents(content.lateEvents());
    switch (content) {
      case ServiceContent service -> fill(partial, service);
      case ErrorContent errors -> partial.setMessageHashes(SketchLists.hashes(errors.messages()));
    }
    return partial;
  }

  static WindowKey key(PartialWindow partial) {
    long start = partial.getWindowStart().toEpochMilli();
    return partial.getErrorType() == null
        ? new WindowKey.Service(partial.getScriptName(), partial.getDispatchNamespace(), start)
        : new WindowKey.Errors(partial.getScriptName(), partial.getErrorType(), start);
  }

  static WindowContent content(PartialWindow partial) {
    if (partial.getErrorType() != null) {
      return new ErrorContent(
          partial.getEventCount(),
          partial.getLateEvents(),
          SketchLists.distinct(partial.getMessageHashes()));
    }
    return new ServiceContent(
        new ServiceContent.Counters(
            partial.getEventCount(),
            partial.getLateEvents(),
            partial.getCriticalErrors(),
            partial.getErrors(),
            partial.getWarnings(),
            partial.getStatus2xx(),
            partial.getStatus3xx(),
            partial.getStatus4xx(),
            partial.getStatus5xx(),
            partial.getTotalCpuTime(),
            partial.getTotalWallTime()),
        SketchLists.durations(
            partial.getCpuTimeZeros(), partial.getCpuTimeBins(), partial.getCpuTimeCounts()),
        SketchLists.durations(
            partial.getWallTimeZeros(), partial.getWallTimeBins(), partial.getWallTimeCounts()));
  }

  private static void fill(PartialWindow partial, ServiceContent service) {
    partial.setCriticalErrors(service.criticalErrors());
    partial.setErrors(service.errors());
    partial.setWarnings(service.warnings());
    partial.setStatus2xx(service.statuses(2));
    partial.setStatus3xx(service.statuses(3));
    partial.setStatus4xx(service.statuses(4));
    partial.setStatus5xx(service.statuses(5));
    partial.setTotalCpuTime(service.totalCpuTime());
    partial.setTotalWallTime(service.totalWallTime());
    partial.setCpuTimeZeros(service.cpuTimes().zeros());
    partial.setCpuTimeBins(SketchLists.bins(service.cpuTimes()));
    partial.setCpuTimeCounts(SketchLists.counts(service.cpuTimes()));
    partial.setWallTimeZeros(service.wallTimes().zeros());
    partial.setWallTimeBins(SketchLists.bins(service.wallTimes()));
    partial.setWallTimeCounts(SketchLists.counts(service.wallTimes()));
  }

  private static PartialWindow blank(WindowKey key) {
    PartialWindow partial = new PartialWindow();
    partial.setScriptName(key.scriptName());
    partial.setWindowStart(Instant.ofEpochMilli(key.startMillis()));
    switch (key) {
      case WindowKey.Service service -> partial.setDispatchNamespace(service.dispatchNamespace());
      case WindowKey.Errors errors -> {
        partial.setDispatchNamespace("");
        partial.setErrorType(errors.errorType());
      }
    }
    partial.setCpuTimeBins(List.of());
    partial.setCpuTimeCounts(List.of());
    partial.setWallTimeBins(List.of());
    partial.setWallTimeCounts(List.of());
    partial.setMessageHashes(List.of());
    return partial;
  }
}
