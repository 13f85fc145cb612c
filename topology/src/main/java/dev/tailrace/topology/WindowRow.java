package dev.tailrace.topology;

import dev.tailrace.schema.ErrorTrends5Min;
import dev.tailrace.schema.ServiceMetricsHourly;
import dev.tailrace.window.DistinctSketch;
import dev.tailrace.window.DurationSketch;
import dev.tailrace.window.ErrorContent;
import dev.tailrace.window.Pane;
import dev.tailrace.window.ServiceContent;
import dev.tailrace.window.WindowKey;
import dev.tailrace.window.WindowLength;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.IndexedRecord;

/// The published state of a pane, as the key and the value of `service-metrics.hourly` or
/// `error-trends.5min`. The sums, averages and percentiles are those of this pane alone.
public final class WindowRow {
  private static final double MINUTES =
      TimeUnit.MILLISECONDS.toMinutes(WindowLength.FIVE_MINUTES.millis());

  private WindowRow() {}

  /// Text of the window and of the pane, so that compaction keeps the newest row of each pane.
  public static String key(WindowKey window, Pane pane) {
    return window.text() + "|" + pane.openedMillis();
  }

  /// A `ServiceMetricsHourly` or an `ErrorTrends5Min`.
  public static IndexedRecord value(WindowKey window, Pane pane) {
    return switch (window) {
      case WindowKey.Service service -> row(service, pane, (ServiceContent) pane.content());
      case WindowKey.Errors errors -> row(errors, pane, (ErrorContent) pane.content());
    };
  }

  private static ServiceMetricsHourly row(
      WindowKey.Service window, Pane pane, ServiceContent content) {
    ServiceMetricsHourly row = new ServiceMetricsHourly();
    row.setScriptName(window.scriptName());
    row.setDispatchNamespace(window.dispatchNamespace());
    row.setHour(Instant.ofEpochMilli(window.startMillis()));
    row.setPane(Instant.ofEpochMilli(pane.openedMillis()));
    row.setVersion(pane.version());
    row.setTotalRequests(content.events());
    row.setSuccessfulRequests(content.events() - content.failed());
    row.setFailedRequests(content.failed());
    row.setCriticalErrors(content.criticalErrors());
    row.setErrors(content.errors());
    row.setWarnings(content.warnings());
    row.setStatus2xx(content.statuses(2));
    row.setStatus3xx(content.statuses(3));
    row.setStatus4xx(content.statuses(4));
    row.setStatus5xx(content.statuses(5));
    row.setTotalCpuTime(content.totalCpuTime());
    row.setTotalWallTime(content.totalWallTime());
    row.setLateEvents(content.lateEvents());
    row.setIncomplete(content.lateEvents() > 0);
    row.setSketchAccuracy(DurationSketch.ACCURACY);
    fillCpuTime(row, content);
    fillWallTime(row, content);
    return row;
  }

  private static void fillCpuTime(ServiceMetricsHourly row, ServiceContent content) {
    DurationSketch times = content.cpuTimes();
    row.setAvgCpuTime(mean(content.totalCpuTime(), content.events()));
    row.setP50CpuTime(times.quantile(0.5));
    row.setP95CpuTime(times.quantile(0.95));
    row.setP99CpuTime(times.quantile(0.99));
    row.setCpuTimeZeros(times.zeros());
    row.setCpuTimeBins(SketchLists.bins(times));
    row.setCpuTimeCounts(SketchLists.counts(times));
  }

  private static void fillWallTime(ServiceMetricsHourly row, ServiceContent content) {
    DurationSketch times = content.wallTimes();
    row.setAvgWallTime(mean(content.totalWallTime(), content.events()));
    row.setP50WallTime(times.quantile(0.5));
    row.setP95WallTime(times.quantile(0.95));
    row.setP99WallTime(times.quantile(0.99));
    row.setWallTimeZeros(times.zeros());
    row.setWallTimeBins(SketchLists.bins(times));
    row.setWallTimeCounts(SketchLists.counts(times));
  }

  private static ErrorTrends5Min row(WindowKey.Errors window, Pane pane, ErrorContent content) {
    ErrorTrends5Min row = new ErrorTrends5Min();
    row.setScriptName(window.scriptName());
    row.setErrorType(window.errorType());
    row.setBucket(Instant.ofEpochMilli(window.startMillis()));
    row.setPane(Instant.ofEpochMilli(pane.openedMillis()));
    row.setVersion(pane.version());
    row.setErrorCount(content.events());
    row.setUniqueMessages(content.messages().estimate());
    row.setAvgFrequency(content.events() / MINUTES);
    row.setLateEvents(content.lateEvents());
    row.setIncomplete(content.lateEvents() > 0);
    row.setSketchSize(DistinctSketch.SIZE);
    row.setMessageHashes(SketchLists.hashes(content.messages()));
    return row;
  }

  private static double mean(long total, long count) {
    return count == 0 ? 0 : (double) total / count;
  }
}
