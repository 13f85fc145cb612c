package dev.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.topology.SealState.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SealerTest {
  private static final long NOW = 1_795_168_201_181L;
  private static final SealLimits LIMITS =
      new SealLimits(
          3, 1_000, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(5));

  private final Sealer sealer = fresh();

  @Test
  void rowsOfOneBatch_shareAnId() {
    assertThat(sealer.stamp(1, 10, NOW)).isEqualTo(sealer.stamp(1, 10, NOW + 999));
  }

  @Test
  void fullByRows_beginsTheNextBatch() {
    String first = sealer.stamp(2, 10, NOW);
    assertThat(sealer.stamp(1, 10, NOW)).isEqualTo(first);
    assertThat(sealer.stamp(1, 10, NOW)).isGreaterThan(first);
  }

  @Test
  void fullByBytes_beginsTheNextBatch() {
    String first = sealer.stamp(1, 600, NOW);
    assertThat(sealer.stamp(1, 400, NOW)).isEqualTo(first);
    assertThat(sealer.stamp(1, 1, NOW)).isGreaterThan(first);
  }

  @Test
  void invocationWithItsMutations_isNeverTorn() {
    String first = sealer.stamp(1, 10, NOW);
    String unit = sealer.stamp(5, 10, NOW);
    assertThat(unit).isGreaterThan(first);
    assertThat(sealer.stamp(1, 10, NOW)).isGreaterThan(unit);
  }

  @Test
  void rowLargerThanABatch_standsAlone() {
    String large = sealer.stamp(1, 5_000, NOW);
    assertThat(sealer.stamp(1, 1, NOW)).isGreaterThan(large);
  }

  @Test
  void agedBatch_isCutByTheNextRow() {
    String first = sealer.stamp(1, 10, NOW);
    assertThat(sealer.stamp(1, 10, NOW + 1_000)).isGreaterThan(first);
  }

  @Test
  void ended_saysWhyTheBatchBeforeEnded() {
    sealer.stamp(2, 10, NOW);
    assertThat(sealer.ended()).as("the first batch").isEmpty();
    sealer.stamp(2, 10, NOW);
    assertThat(sealer.ended()).contains(BatchEnd.ROWS);
    sealer.stamp(1, 995, NOW);
    assertThat(sealer.ended()).contains(BatchEnd.BYTES);
    sealer.stamp(1, 1, NOW + 1_000);
    assertThat(sealer.ended()).contains(BatchEnd.AGE);
    assertThat(sealer.sealDue(NOW + 2_000)).isPresent();
    assertThat(sealer.ended()).contains(BatchEnd.AGE);
    assertThat(sealer.sealDue(NOW + 12_000)).isPresent();
    assertThat(sealer.ended()).as("a tick").isEmpty();
    sealer.stamp(1, 1, NOW + 13_000);
    assertThat(sealer.ended()).as("the seal before ended it").isEmpty();
  }

  @Test
  void ended_ofAFormerLife_isTheRestart() {
    sealer.stamp(1, 10, NOW);
    Sealer bySeal = resume(sealer.state());
    bySeal.sealDue(NOW);
    assertThat(bySeal.ended()).contains(BatchEnd.RESTART);
    Sealer byRow = resume(sealer.state());
    byRow.stamp(1, 10, NOW);
    assertThat(byRow.ended()).contains(BatchEnd.RESTART);
  }

  @Test
  void agedBatch_getsASeal() {
    String first = sealer.stamp(1, 10, NOW);
    assertThat(sealer.sealDue(NOW + 999)).isEmpty();
    assertThat(sealer.sealDue(NOW + 1_000)).contains(first);
    assertThat(sealer.sealDue(NOW + 1_001)).isEmpty();
    assertThat(sealer.stamp(1, 10, NOW + 1_002)).isGreaterThan(first);
  }

  @Test
  void idlePartition_getsTicksUntilOneLiesARollIntervalBehindItsData() {
    String data = sealer.stamp(1, 10, NOW);
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
    String former = sealer.stamp(1, 10, NOW);
    Sealer next = resume(sealer.state());
    assertThat(next.nextCheck()).hasValue(Duration.ofMillis(100));
    assertThat(next.sealDue(NOW + 1)).contains(former);
    assertThat(next.state().orElseThrow().phase()).isEqualTo(Phase.SEALED);
  }

  @Test
  void restartWithNewData_cutsTheBatchOfTheFormerLifeByAHigherId() {
    String former = sealer.stamp(1, 10, NOW);
    Sealer next = resume(sealer.state());
    String fresh = next.stamp(1, 10, NOW + 1);
    assertThat(fresh).isGreaterThan(former);
    assertThat(next.sealDue(NOW + 2)).isEmpty();
    assertThat(next.sealDue(NOW + 1_001)).contains(fresh);
  }

  @Test
  void restartWithTheClockGoneBack_stillRises() {
    String former = sealer.stamp(1, 10, NOW);
    String fresh = resume(sealer.state()).stamp(1, 10, NOW - 3_600_000);
    assertThat(fresh).isGreaterThan(former);
  }

  @Test
  void clockGoneBack_delaysNoSealBeyondTheAgeLimit() {
    String first = sealer.stamp(1, 10, NOW);
    assertThat(sealer.sealDue(NOW - 3_600_000)).isEmpty();
    assertThat(sealer.sealDue(NOW - 3_600_000 + 1_000)).contains(first);
  }

  @Test
  void sealedStateOfAFormerLife_goesOnTicking() {
    sealer.stamp(1, 10, NOW);
    String sealed = sealer.sealDue(NOW + 1_000).orElseThrow();
    Sealer next = resume(sealer.state());
    assertThat(next.sealDue(NOW + 11_000).orElseThrow()).isGreaterThan(sealed);
  }

  @Test
  void state_changesOncePerBatch() {
    sealer.stamp(1, 10, NOW);
    SealState opened = sealer.state().orElseThrow();
    sealer.stamp(1, 10, NOW + 1);
    assertThat(sealer.state().orElseThrow()).isSameAs(opened);
    sealer.sealDue(NOW + 1_000);
    assertThat(sealer.state().orElseThrow()).isNotSameAs(opened);
  }

  @Test
  void state_survivesItsEncoding() {
    try (SealStateSerde serde = new SealStateSerde()) {
      for (Phase phase : Phase.values()) {
        SealState state = new SealState(sealer.stamp(1, 1, NOW), phase, NOW);
        byte[] bytes = serde.serializer().serialize("t", state);
        assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(state);
      }
    }
  }

  private static Sealer fresh() {
    return resume(Optional.empty());
  }

  private static Sealer resume(Optional<SealState> state) {
    return Sealer.resume(LIMITS, new BatchIds(new SplittableRandom(7)), state);
  }
}
