package dev.tailrace.sink;

import dev.tailrace.delivery.DeliveryStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/// Writes what was collected of one topic, and reports what no store can take. Not thread-safe.
final class UpsertDelivery {
  private final String topic;
  private final UpsertSink sink;
  private final ConnectOutcomes outcomes;
  private final RejectionBudget budget;
  private final SinkMetrics metrics;

  UpsertDelivery(
      String topic,
      UpsertSink sink,
      ConnectOutcomes outcomes,
      RejectionBudget budget,
      SinkMetrics metrics) {
    this.topic = topic;
    this.sink = sink;
    this.outcomes = outcomes;
    this.budget = budget;
    this.metrics = metrics;
  }

  /// Empty when every record is stored or lies in the dead letters, so that offsets may pass.
  Optional<Outcome.Failure> deliver(List<SinkRecord> records) {
    if (records.isEmpty()) {
      return Optional.empty();
    }
    DeliveryStep.UPSERTS_WRITING.reached(topic);
    long began = System.nanoTime();
    return switch (sink.upsert(topic, records.stream().map(RecordBytes::value).toList())) {
      case Outcome.Written(long good, List<Outcome.RejectedRow> rejected) -> {
        DeliveryStep.UPSERTS_WRITTEN.reached(topic);
        metrics.wrote(topic, good, Duration.ofNanos(System.nanoTime() - began));
        yield report(good, rejected.stream().map(row -> record(records, row)).toList());
      }
      case Outcome.Failure failure -> Optional.of(failure);
    };
  }

  private Optional<Outcome.Failure> report(long good, List<RejectedRecord> rejected) {
    String example = rejected.isEmpty() ? "" : rejected.getLast().toString();
    Optional<Outcome.Failure> spent = budget.spend(good, rejected.size(), example);
    if (spent.isPresent()) {
      return spent;
    }
    Optional<Outcome.Failure> unreported = outcomes.report(rejected);
    if (unreported.isPresent()) {
      budget.refund(good, rejected.size());
    } else {
      metrics.rejected(topic, rejected.size());
    }
    return unreported;
  }

  private static RejectedRecord record(List<SinkRecord> records, Outcome.RejectedRow rejected) {
    return new RejectedRecord(records.get(rejected.index()), rejected.reason());
  }
}
