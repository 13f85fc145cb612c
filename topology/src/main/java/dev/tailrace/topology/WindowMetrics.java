package dev.tailrace.topology;

import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/// What the windows tell about themselves, among the metrics of Kafka Streams (group
/// `stream-tailrace-window-metrics`, one set per task).
final class WindowMetrics {
  private static final String SCOPE = "tailrace-window";

  private WindowMetrics() {}

  /// `late-events-total` and `late-events-rate`: events captured later than the grace after the end
  /// of their hour.
  static Sensor lateEvents(ProcessorContext<?, ?> context) {
    return context
        .metrics()
        .addRateTotalSensor(
            SCOPE, context.taskId().toString(), "late-events", Sensor.RecordingLevel.INFO);
  }
}
