package dev.tailrace.topology;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.metrics.Tally;
import dev.tailrace.schema.PartialWindow;
import dev.tailrace.window.Pane;
import dev.tailrace.window.PaneCodec;
import dev.tailrace.window.WindowKey;
import dev.tailrace.window.WindowLimits;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// Merges the partial windows of all enriching tasks and publishes the windows that changed, each
/// at most once per update interval.
///
/// A pane is given up when it is due, whether or not something comes for it, so the state is
/// bounded by the windows of the last grace. Which windows still have to be published is kept on
/// the heap and marked in the store; after a restart the marks are read once.
final class MergeProcessor implements Processor<String, byte[], String, IndexedRecord> {
  static final String PANES = "window-panes";
  static final String CLOSINGS = "window-closings";

  private static final Duration CLOSING_CHECK = Duration.ofSeconds(10);
  private static final byte[] NOTHING = {};

  private final WindowLimits limits;
  private final TopicNames topics;
  private final Deserializer<?> deserializer;
  private final TopologyCounts counts;
  private final Set<String> changed = new LinkedHashSet<>();

  private ProcessorContext<String, IndexedRecord> context;
  private KeyValueStore<String, byte[]> panes;
  private KeyValueStore<String, byte[]> closings;
  private Tally serviceMetrics;
  private Tally errorTrends;
  private Optional<Cancellable> publishing = Optional.empty();

  /// @param deserializer of `PartialWindow`, for this processor alone
  MergeProcessor(
      WindowLimits limits, TopicNames topics, Deserializer<?> deserializer, TopologyCounts counts) {
    this.limits = limits;
    this.topics = topics;
    this.deserializer = deserializer;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<String, IndexedRecord> context) {
    this.context = context;
    int partition = context.taskId().partition();
    this.serviceMetrics = counts.out(topics.serviceMetrics(), partition);
    this.errorTrends = counts.out(topics.errorTrends(), partition);
    this.panes = context.getStateStore(PANES);
    this.closings = context.getStateStore(CLOSINGS);
    takeUp();
    context.schedule(CLOSING_CHECK, PunctuationType.WALL_CLOCK_TIME, this::closeDue);
    DeliveryStep.WINDOWS_ASSIGNED.reached();
  }

  /// What a former life merged and did not publish.
  private void takeUp() {
    try (KeyValueIterator<String, byte[]> all = panes.all()) {
      all.forEachRemaining(
          entry -> {
            if (PaneCodec.isChanged(entry.value)) {
              changed.add(entry.key);
            }
          });
    }
    scheduleIfChanged();
  }

  @Override
  public void process(Record<String, byte[]> record) {
    PartialWindow partial =
        (PartialWindow) deserializer.deserialize(topics.partials(), record.value());
    WindowKey key = PartialAvro.key(partial);
    String text = key.text();
    Pane pane = pane(key, text, context.currentSystemTimeMs());
    keep(text, pane.merge(PartialAvro.content(partial)));
    DeliveryStep.PARTIAL_MERGED.reached();
    changed.add(text);
    scheduleIfChanged();
  }

  @Override
  public void close() {
    deserializer.close();
  }

  /// The window's open pane, or a new one.
  private Pane pane(WindowKey key, String text, long nowMillis) {
    byte[] stored = panes.get(text);
    if (stored == null) {
      return open(key, text, nowMillis);
    }
    Pane pane = PaneCodec.decode(key, stored);
    if (!pane.isClosed(nowMillis)) {
      return pane;
    }
    close(key, text, pane, nowMillis);
    return open(key, text, Math.max(nowMillis, pane.openedMillis() + 1));
  }

  private Pane open(WindowKey key, String text, long nowMillis) {
    Pane pane = Pane.open(key, nowMillis, limits);
    closings.put(closing(pane, text), NOTHING);
    return pane;
  }

  private void closeDue(long nowMillis) {
    try (KeyValueIterator<String, byte[]> due = closings.range(null, closing(nowMillis + 1, ""))) {
      due.forEachRemaining(
          entry -> {
            String text = entry.key.substring(entry.key.indexOf('|') + 1);
            WindowKey key = WindowKey.parse(text);
            byte[] stored = panes.get(text);
            if (stored != null) {
              close(key, text, PaneCodec.decode(key, stored), nowMillis);
            }
            closings.delete(entry.key);
          });
    }
  }

  private void close(WindowKey key, String text, Pane pane, long nowMillis) {
    if (changed.remove(text)) {
      forward(key, pane.published(nowMillis), nowMillis);
    }
    panes.delete(text);
    closings.delete(closing(pane, text));
  }

  private void publish(long nowMillis) {
    for (String text : changed) {
      WindowKey key = WindowKey.parse(text);
      Pane published = PaneCodec.decode(key, panes.get(text)).published(nowMillis);
      forward(key, published, nowMillis);
      keep(text, published);
    }
    changed.clear();
    publishing.ifPresent(Cancellable::cancel);
    publishing = Optional.empty();
  }

  private void forward(WindowKey key, Pane pane, long nowMillis) {
    context.forward(
        new Record<>(
            WindowRow.key(key, pane), WindowRow.value(key, pane), nowMillis, new RecordHeaders()),
        switch (key) {
          case WindowKey.Service _ -> Step.SERVICE_METRICS_SINK;
          case WindowKey.Errors _ -> Step.ERROR_TRENDS_SINK;
        });
    switch (key) {
      case WindowKey.Service _ -> serviceMetrics.add();
      case WindowKey.Errors _ -> errorTrends.add();
    }
    DeliveryStep.WINDOW_SENT.reached();
  }

  private void keep(String text, Pane pane) {
    panes.put(text, PaneCodec.encode(pane));
  }

  /// The punctuator runs only while something has changed, because each of its runs costs a commit.
  private void scheduleIfChanged() {
    if (!changed.isEmpty() && publishing.isEmpty()) {
      publishing =
          Optional.of(
              context.schedule(
                  limits.updateInterval(), PunctuationType.WALL_CLOCK_TIME, this::publish));
    }
  }

  private static String closing(Pane pane, String text) {
    return closing(pane.closesMillis(), text);
  }

  /// Sorts as text by the time.
  private static String closing(long closesMillis, String text) {
    return String.format(Locale.ROOT, "%019d|%s", closesMillis, text);
  }
}
