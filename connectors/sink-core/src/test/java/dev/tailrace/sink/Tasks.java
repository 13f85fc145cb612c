package dev.tailrace.sink;

import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.connect.sink.SinkTask;

/// The tasks, each with a sink that a test brings.
final class Tasks {
  private Tasks() {}

  static Supplier<SinkTask> ofBatches(Supplier<RowSink> sinks) {
    return () ->
        new BatchSinkTask() {
          @Override
          protected RowSink connect(Map<String, String> properties) {
            return sinks.get();
          }

          @Override
          public String version() {
            return "test";
          }
        };
  }

  static Supplier<SinkTask> ofUpserts(Supplier<UpsertSink> sinks) {
    return () -> ofUpserts(sinks.get(), UpsertSinkTask.Collapse.NEWEST, InstantSource.system());
  }

  static UpsertSinkTask ofUpserts(
      UpsertSink sink, UpsertSinkTask.Collapse collapse, InstantSource clock) {
    return new UpsertSinkTask(clock) {
      @Override
      protected Collapse collapse() {
        return collapse;
      }

      @Override
      protected UpsertSink connect(Map<String, String> properties) {
        return sink;
      }

      @Override
      public String version() {
        return "test";
      }
    };
  }
}
