package dev.tailrace.audit;

import dev.tailrace.audit.GroupSums.Group;
import dev.tailrace.serde.AvroDeserializer;
import dev.tailrace.serde.SchemaRegistryClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/// A topic of Avro records as a store of rows: `events`, whose ids are `ulid`, or
/// `things.mutations`, whose ids are `version`. Not thread-safe.
///
/// @param <T> what the oracle expects of a row
final class TopicRows<T> implements RowStore, AutoCloseable {
  private final String name;
  private final String idColumn;
  private final Columns<T> columns;
  private final TopicReader topic;
  private final AvroDeserializer<?> deserializer;
  private final Ledger ledger;
  private final CanonicalText text = new CanonicalText();
  private Map<Integer, Long> ends = Map.of();
  private long unreadable;
  private String firstUnreadable = "";

  TopicRows(
      String name,
      String idColumn,
      Columns<T> columns,
      TopicReader topic,
      SchemaRegistryClient registry,
      Ledger ledger) {
    this.name = name;
    this.idColumn = idColumn;
    this.columns = columns;
    this.topic = topic;
    this.deserializer = new AvroDeserializer<>(registry);
    this.ledger = ledger;
  }

  /// Up to where the topic is read from now on.
  void readTo(Map<Integer, Long> to) {
    ends = Map.copyOf(to);
  }

  @Override
  public String name() {
    return name;
  }

  /// A decoded row.
  record Row(
      String id, String sourceTopic, int partition, long offset, long eventMillis, long content) {
    Group key() {
      return Group.of(partition, eventMillis);
    }
  }

  Row row(byte[] value) {
    return row((IndexedRecord) deserializer.deserialize(name, value));
  }

  private Row row(IndexedRecord decoded) {
    return new Row(
        text(decoded, idColumn),
        text(decoded, "source_topic"),
        ((Number) Columns.value(decoded, "source_partition")).intValue(),
        ((Number) Columns.value(decoded, "source_offset")).longValue(),
        ((Number) Columns.value(decoded, "event_timestamp")).longValue(),
        columns.hash(decoded, text));
  }

  private static String text(IndexedRecord row, String column) {
    return String.valueOf(Columns.value(row, column));
  }

  @Override
  public void noteGroups(Bounds bounds) {
    unreadable = 0;
    try (Ledger.Rows found = ledger.append("found_group")) {
      GroupSums sums =
          new GroupSums(
              (key, group) ->
                  found.add(
                      name,
                      key.partition(),
                      key.hour(),
                      group.rows(),
                      group.ids(),
                      group.contents()));
      forEach(bounds, (row, _) -> sums.add(row.key(), text.hash(row.id()), row.content()));
      sums.handOn();
    }
  }

  @Override
  public void noteRows(Bounds bounds) {
    Set<Group> wanted = new HashSet<>();
    ledger.query(
        group -> wanted.add(new Group(group.getInt(1), group.getLong(2))),
        "SELECT part, hour FROM differing_group");
    try (Ledger.Rows found = ledger.append("found_row")) {
      forEach(
          bounds,
          (row, record) -> {
            if (wanted.contains(row.key())) {
              found.add(
                  row.id(),
                  row.partition(),
                  row.key().hour(),
                  row.offset(),
                  row.content(),
                  1L,
                  record.topic() + "-" + record.partition() + "@" + record.offset());
            }
          });
    }
  }

  private interface RowReader {
    void read(Row row, ConsumerRecord<byte[], byte[]> record);
  }

  private void forEach(Bounds bounds, RowReader reader) {
    unreadable = 0;
    topic.read(
        Map.of(),
        ends,
        record -> {
          if (record.value() == null) {
            return; // a seal
          }
          Row row;
          try {
            row = row(record.value());
          } catch (KafkaException | ClassCastException | NullPointerException e) {
            noteUnreadable(record, e);
            return;
          }
          if (bounds.covers(row.sourceTopic(), row.partition(), row.offset())) {
            reader.read(row, record);
          }
        });
  }

  private void noteUnreadable(ConsumerRecord<byte[], byte[]> record, RuntimeException e) {
    if (unreadable == 0) {
      firstUnreadable =
          "%s-%d@%d: %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage());
    }
    unreadable++;
  }

  @Override
  public List<String> remarks() {
    return unreadable == 0
        ? List.of()
        : List.of(
            "%,d records cannot be decoded, the first is %s"
                .formatted(unreadable, firstUnreadable));
  }

  @Override
  public void forEachCopy(String ulid, String place, Consumer<Map<String, String>> reader) {
    int dash = place.lastIndexOf('-');
    int at = place.lastIndexOf('@');
    int partition = Integer.parseInt(place.substring(dash + 1, at));
    topic
        .at(partition, Long.parseLong(place.substring(at + 1)))
        .ifPresent(
            record -> {
              var decoded = (IndexedRecord) deserializer.deserialize(name, record.value());
              reader.accept(values(decoded));
            });
  }

  private Map<String, String> values(IndexedRecord row) {
    Map<String, Object> values = new HashMap<>();
    columns.list().forEach(column -> values.put(column.name(), Columns.value(row, column.name())));
    Map<String, String> written = new LinkedHashMap<>();
    values.forEach((column, value) -> written.put(column, text.written(value)));
    return written;
  }

  @Override
  public void close() {
    topic.close();
    deserializer.close();
  }
}
