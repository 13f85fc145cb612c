package dev.tailrace.sink.r2;

import static dev.tailrace.sink.r2.R2Contract.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.r2.Slots.Slot;
import dev.tailrace.wire.BatchHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private final Slots sealed = new Slots(FIVE_MINUTES, TopicProfile.Order.SEALED);
  private final Slots timed = new Slots(FIVE_MINUTES, TopicProfile.Order.TIMED);
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
}
