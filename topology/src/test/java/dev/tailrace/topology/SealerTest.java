package dev.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.topology.SealState.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SealerTest {
  private static final long NOW = 1_795_168_201_181L;
  private static final Duration BEHIND = Duration.ofSeconds(3);
  private static final SealLimits LIMITS =
      new SealLimits(
          3, 1_000, Duration.ofSeconds(1), BEHIND, Duration.ofSeconds(10), Duration.ofMinutes(5));

  private final Sealer sealer = fresh();

  @Test
  void rowsOfOneBatch_shareAnId() {
    assertThat(stamp(sealer, 1, 10, NOW)).isEqualTo(stamp(sealer, 1, 10, NOW + 999));
  }

  @Test
  void fullByRows_beginsTheNextBatch() {
    String first = stamp(sealer, 2, 10, NOW);
    assertThat(stamp(sealer, 1, 10, NOW)).isEqualTo(first);
    assertThat(stamp(sealer, 1, 10, NOW)).isGreaterThan(first);
  }

  @Test
  void fullByBytes_beginsTheNextBatch() {
    String first = stamp(sealer, 1, 600, NOW);
    assertThat(stamp(sealer, 1, 400, NOW)).isEqualTo(first);
    assertThat(stamp(sealer, 1, 1, NOW)).isGreaterThan(first);
  }

  @Test
  void invocationWithItsMutations_isNeverTorn() {
    String first = stamp(sealer, 1, 10, NOW);
    String unit = stamp(sealer, 5, 10, NOW);
    assertThat(unit).isGreaterThan(first);
    assertThat(stamp(sealer, 1, 10, NOW)).isGreaterThan(unit);
  }

  @Test
  void rowLargerThanABatch_standsAlone() {
    String large = stamp(sealer, 1, 5_000, NOW);
    assertThat(stamp(sealer, 1, 1, NOW)).isGreaterThan(large);
  }

  @Test
  void agedBatch_isCutByTheNextRow() {
    String first = stamp(sealer, 1, 10, NOW);
    assertThat(stamp(sealer, 1, 10, NOW + 1_000)).isGreaterThan(first);
  }

  @Test
  void batchBegunWithALateEvent_mayGrowOlder() {
    String first = sealer.stamp(1, 10, NOW - BEHIND.toMillis() - 1, NOW);
    assertThat(sealer.sealDue(NOW + BEHIND.toMillis() - 1)).isEmpty();
    assertThat(stamp(sealer, 1, 10, NOW + BEHIND.toMillis() - 1)).isEqualTo(first);
    assertThat(sealer.sealDue(NOW + BEHIND.toMillis())).contains(first);
  }

  @Test
  void batchBegunWithAnEventInTime_doesNotGrowOlderByALateOne() {
    String first = sealer.stamp(1, 10, NOW - BEHIND.toMillis(), NOW);
    assertThat(sealer.stamp(1, 10, NOW - BEHIND.toMillis() - 1, NOW)).isEqualTo(first);
    assertThat(sealer.sealDue(NOW + 1_000)).contains(first);
  }

  @Test
  void ageBehindBelowTheUsualOne_changesNothing() {
    SealLimits limits =
        new SealLimits(
            3, 1_000, BEHIND, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(5));
    Sealer patient = Sealer.resume(limits, new BatchIds(new SplittableRandom(1)), Optional.empty());
    String first = patient.stamp(1, 10, NOW - 2_000, NOW);
    assertThat(patient.sealDue(NOW + BEHIND.toMillis() - 1)).isEmpty();
    assertThat(patient.sealDue(NOW + BEHIND.toMillis())).contains(first);
  }

  @Test
  void ended_saysWhyTheBatchBeforeEnded() {
    stamp(sealer, 2, 10, NOW);
    assertThat(sealer.ended()).as("the first batch").isEmpty();
    stamp(sealer, 2, 10, NOW);
    assertThat(sealer.ended()).contains(BatchEnd.ROWS);
    stamp(sealer, 1, 995, NOW);
    assertThat(sealer.ended()).contains(BatchEnd.BYTES);
    stamp(sealer, 1, 1, NOW + 1_000);
    assertThat(sealer.ended()).contains(BatchEnd.AGE);
    assertThat(sealer.sealDue(NOW + 2_000)).isPresent();
    assertThat(sealer.ended()).contains(BatchEnd.AGE);
    assertThat(sealer.sealDue(NOW + 12_000)).isPresent();
    assertThat(sealer.ended()).as("a tick").isEmpty();
    stamp(sealer, 1, 1, NOW + 13_000);
    assertThat(sealer.ended()).as("the seal before ended it").isEmpty();
  }

  @Test
  void ended_ofAFormerLife_isTheRestart() {
    stamp(sealer, 1, 10, NOW);
    Sealer bySeal = resume(sealer.state());
    bySeal.sealDue(NOW);
    assertThat(bySeal.ended()).contains(BatchEnd.RESTART);
    Sealer byRow = resume(sealer.state());
    stamp(byRow, 1, 10, NOW);
    assertThat(byRow.ended()).contains(BatchEnd.RESTART);
  }

  @Test
  void agedBatch_getsASeal() {
    String first = stamp(sealer, 1, 10, NOW);
    assertThat(sealer.sealDue(NOW + 999)).isEmpty();
    assertThat(sealer.sealDue(NOW + 1_000)).contains(first);
    assertThat(sealer.sealDue(NOW + 1_001)).isEmpty();
    assertThat(stamp(sealer, 1, 10, NOW + 1_002)).isGreaterThan(first);
  }

  @Test
  void idlePartition_getsTicksUntilOneLiesARollIntervalBehindItsData() {
    String data = stamp(sealer, 1, 10, NOW);
    long now = NOW + 1_000;
    String last = sealer.sealDue(now).orElseThrow();
    int ticks = 0;
    while (sealer.nextCheck().isPresent()) {
      assertThat(sealer.sealDue(now + 9_999)).isEmpty();
      now += 10_000;
      String tick = sealer.sealDue(now).orElseThrow();
      assertThat(tick).isGreaterThan(last);
      last = tick;
      ticks++;
    }
    assertThat(ticks).isEqualTo(30);
    assertThat(BatchIds.millis(last) - BatchIds.millis(data))
        .isGreaterThanOrEqualTo(Duration.ofMinutes(5).toMillis());
    assertThat(sealer.sealDue(now + 1_000_000)).isEmpty();
  }

  @Test
  void untouchedPartition_writesNothing() {
    assertThat(sealer.sealDue(NOW)).isEmpty();
    assertThat(sealer.nextCheck()).isEmpty();
    assertThat(sealer.state()).isEmpty();
  }

  @Test
  void restartWithoutNewData_sealsTheBatchOfTheFormerLifeAtOnce() {
    String former = stamp(sealer, 1, 10, NOW);
    Sealer next = resume(sealer.state());
    assertThat(next.nextCheck()).hasValue(Duration.ofMillis(100));
    assertThat(next.sealDue(NOW + 1)).contains(former);
    assertThat(next.state().orElseThrow().phase()).isEqualTo(Phase.SEALED);
  }

  @Test
  void restartWithNewData_cutsTheBatchOfTheFormerLifeByAHigherId() {
    String former = stamp(sealer, 1, 10, NOW);
    Sealer next = resume(sealer.state());
    String fresh = stamp(next, 1, 10, NOW + 1);
    assertThat(fresh).isGreaterThan(former);
    assertThat(next.sealDue(NOW + 2)).isEmpty();
    assertThat(next.sealDue(NOW + 1_001)).contains(fresh);
  }

  @Test
  void restartWithTheClockGoneBack_stillRises() {
    String former = stamp(sealer, 1, 10, NOW);
    String fresh = stamp(resume(sealer.state()), 1, 10, NOW - 3_600_000);
    assertThat(fresh).isGreaterThan(former);
  }

  @Test
  void clockGoneBack_delaysNoSealBeyondTheAgeLimit() {
    String first = stamp(sealer, 1, 10, NOW);
    assertThat(sealer.sealDue(NOW - 3_600_000)).isEmpty();
    assertThat(sealer.sealDue(NOW - 3_600_000 + 1_000)).contains(first);
  }

  @Test
  void sealedStateOfAFormerLife_goesOnTicking() {
    stamp(sealer, 1, 10, NOW);
    String sealed = sealer.sealDue(NOW + 1_000).orElseThrow();
    Sealer next = resume(sealer.state());
    assertThat(next.sealDue(NOW + 11_000).orElseThrow()).isGreaterThan(sealed);
  }

  @Test
  void state_changesOncePerBatch() {
    stamp(sealer, 1, 10, NOW);
    SealState opened = sealer.state().orElseThrow();
    stamp(sealer, 1, 10, NOW + 1);
    assertThat(sealer.state().orElseThrow()).isSameAs(opened);
    sealer.sealDue(NOW + 1_000);
    assertThat(sealer.state().orElseThrow()).isNotSameAs(opened);
  }

  @Test
  void state_survivesItsEncoding() {
    try (SealStateSerde serde = new SealStateSerde()) {
      for (Phase phase : Phase.values()) {
        SealState state = new SealState(stamp(sealer, 1, 1, NOW), phase, NOW);
        byte[] bytes = serde.serializer().serialize("t", state);
        assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(state);
      }
    }
  }

  /// Rows that are published right now.
  private static String stamp(Sealer sealer, int rows, long bytes, long now) {
    return sealer.stamp(rows, bytes, now, now);
  }

  private static Sealer fresh() {
    return resume(Optional.empty());
  }

  private static Sealer resume(Optional<SealState> state) {
    return Sealer.resume(LIMITS, new BatchIds(new SplittableRandom(7)), state);
  }
}
