package dev.tailrace.sink.r2;

import com.github.f4b6a3.ulid.Ulid;
import dev.tailrace.sink.RecordBytes;
import dev.tailrace.wire.BatchHeader;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/// Which slot of time a record belongs to: no file spans two. The slot follows from the log alone.
/// Of a sealed topic it is that of the batch id, of any other that of the record's timestamp.
///
/// The slots of different partitions begin at different times, so that their files are not all
/// encoded and sent at once.
///
/// Not thread-safe.
final class Slots {
  /// The golden ratio's fraction: its multiples, whole numbers set aside, lie evenly apart however
  /// many of them there are.
  private static final double GOLDEN = 0.618_033_988_749_894_9;

  private final long slotMillis;
  private final long shiftMillis;
  private final TopicProfile.Order order;
  private byte[] lastHeader;
  private Optional<Slot> lastSlot = Optional.empty();

  /// @param startMillis Unix epoch milliseconds
  /// @param row names the record among those of its log: its batch id or its time
  record Slot(long startMillis, String row) {}

  /// @param shift how much later than the multiples of `length` since the epoch the slots begin
  Slots(Duration length, Duration shift, TopicProfile.Order order) {
    this.slotMillis = length.toMillis();
    this.shiftMillis = shift.toMillis();
    this.order = order;
  }

  /// A shift for a partition, from zero (partition 0) to less than `window`: far from those of its
  /// neighbours.
  static Duration shift(int partition, Duration window) {
    double share = partition * GOLDEN;
    return Duration.ofMillis((long) ((share - Math.floor(share)) * window.toMillis()));
  }

  /// The slot of a record; empty when it has no batch id and should have one.
  Optional<Slot> of(SinkRecord from) {
    return switch (order) {
      case SEALED -> ofBatch(from);
      case TIMED -> Optional.of(slot(time(from), "at " + time(from)));
    };
  }

  private Optional<Slot> ofBatch(SinkRecord from) {
    Header header = from.headers().lastWithName(BatchHeader.NAME);
    byte[] id = header == null ? null : RecordBytes.of(header.value(), "header.converter", from);
    // Almost every record has the batch id of the one before it.
    if (lastHeader == null || !Arrays.equals(lastHeader, id)) {
      lastHeader = id;
      lastSlot =
          BatchHeader.decode(id).filter(Ulid::isValid).map(text -> slot(Ulid.getTime(text), text));
    }
    return lastSlot;
  }

  private Slot slot(long millis, String row) {
    return new Slot(millis - Math.floorMod(millis - shiftMillis, slotMillis), row);
  }

  static long time(SinkRecord from) {
    return from.timestamp() == null ? 0 : from.timestamp();
  }

  long endMillis(Slot slot) {
    return slot.startMillis() + slotMillis;
  }
}
