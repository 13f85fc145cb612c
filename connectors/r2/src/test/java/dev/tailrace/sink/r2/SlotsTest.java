package dev.tailrace.sink.r2;

import static dev.tailrace.sink.r2.R2Contract.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.r2.Slots.Slot;
import dev.tailrace.wire.BatchHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private final Slots sealed = new Slots(FIVE_MINUTES, Duration.ZERO, TopicProfile.Order.SEALED);
  private final Slots timed = new Slots(FIVE_MINUTES, Duration.ZERO, TopicProfile.Order.TIMED);
  private final TopicLog log = new TopicLog("events", 0);

  private SinkRecord at(Instant time) {
    return log.record(null, new byte[0], time);
  }

  private SinkRecord with(String batch) {
    SinkRecord record = at(NOON.plusSeconds(9_999));
    record.headers().addBytes(BatchHeader.NAME, batch.getBytes(UTF_8));
    return record;
  }

  @Test
  void sealedRecord_isInTheSlotOfItsBatch() {
    String batch = TopicLog.batch(NOON.plusSeconds(299));
    Slot slot = sealed.of(with(batch)).orElseThrow();

    assertThat(slot).isEqualTo(new Slot(NOON.toEpochMilli(), batch));
    assertThat(sealed.endMillis(slot)).isEqualTo(NOON.plusSeconds(300).toEpochMilli());
    assertThat(sealed.of(with(TopicLog.batch(NOON.plusSeconds(300)))).orElseThrow().startMillis())
        .isEqualTo(NOON.plusSeconds(300).toEpochMilli());
  }

  @Test
  void recordWithoutAReadableBatch_hasNoSlotWhateverCameBefore() {
    String batch = TopicLog.batch(NOON);
    assertThat(sealed.of(with(batch))).isPresent();
    assertThat(sealed.of(at(NOON))).isEmpty();
    assertThat(sealed.of(with(batch))).isPresent();
    for (String bad :
        new String[] {"", "x", batch.substring(1), batch + "0", "!" + batch.substring(1)}) {
      assertThat(sealed.of(with(bad))).as(bad).isEmpty();
    }
    assertThat(sealed.of(with(batch))).isPresent();
  }

  @Test
  void timedRecord_isInTheSlotOfItsTime() {
    assertThat(timed.of(at(NOON.plusMillis(299_999))))
        .isEqualTo(
            Optional.of(
                new Slot(NOON.toEpochMilli(), "at " + NOON.plusMillis(299_999).toEpochMilli())));
    assertThat(timed.of(at(Instant.ofEpochMilli(-1))).orElseThrow().startMillis())
        .isEqualTo(-FIVE_MINUTES.toMillis());
    SinkRecord timeless = new SinkRecord("t", 0, null, null, null, null, 0);
    assertThat(timed.of(timeless)).contains(new Slot(0, "at 0"));
  }

  @Test
  void shiftedSlots_beginSoMuchLater() {
    Slots shifted = new Slots(FIVE_MINUTES, Duration.ofSeconds(2), TopicProfile.Order.TIMED);
    Slot before = shifted.of(at(NOON.plusMillis(1_999))).orElseThrow();
    Slot after = shifted.of(at(NOON.plusMillis(2_000))).orElseThrow();

    assertThat(before.startMillis()).isEqualTo(NOON.minusSeconds(298).toEpochMilli());
    assertThat(shifted.endMillis(before)).isEqualTo(NOON.plusSeconds(2).toEpochMilli());
    assertThat(after.startMillis()).isEqualTo(NOON.plusSeconds(2).toEpochMilli());
  }

  @Test
  void shiftsOfPartitions_lieApartWithinTheWindow() {
    for (int partitions : new int[] {2, 6, 24, 100}) {
      long[] shifts =
          IntStream.range(0, partitions)
              .mapToLong(partition -> Slots.shift(partition, FIVE_MINUTES).toMillis())
              .sorted()
              .toArray();

      assertThat(shifts[0]).isZero();
      assertThat(shifts[partitions - 1]).isLessThan(FIVE_MINUTES.toMillis());
      for (int i = 1; i < partitions; i++) {
        assertThat(shifts[i] - shifts[i - 1])
            .as("of %d partitions", partitions)
            .isGreaterThan(FIVE_MINUTES.toMillis() / (3L * partitions));
      }
    }
  }
}
