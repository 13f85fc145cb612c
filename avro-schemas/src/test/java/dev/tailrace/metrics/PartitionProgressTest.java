package dev.tailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionProgressTest {
  private static final long NOW = 1_000_000_000L;
  private static final long HOUR = 3_600_000L;

  private final PartitionProgress progress = new PartitionProgress(NOW);

  @Test
  void nothingKnown_lagsSinceTheAssignment() {
    assertThat(progress.lagSeconds(NOW + 3_000)).isEqualTo(3);
    assertThat(progress.freshnessSeconds(NOW + 3_000)).isEmpty();
  }

  @Test
  void readerAtTheEnd_nothingWaits() {
    progress.following(0, NOW);
    assertThat(progress.lagSeconds(NOW + HOUR)).isZero();
    assertThat(progress.freshnessSeconds(NOW + HOUR)).hasValue(0);
  }

  @Test
  void firstRecordsAfterAnOutage_areAsOldAsTheySay() {
    progress.following(40, NOW);
    progress.delivered(NOW - HOUR, NOW - HOUR + 1_000, 10, 20);
    assertThat(progress.lagSeconds(NOW)).isEqualTo(3_600);
    progress.done(20, NOW);
    assertThat(progress.lagSeconds(NOW)).as("of what follows").isEqualTo(3_599);
    assertThat(progress.freshnessSeconds(NOW)).hasValue(3_599);
  }

  @Test
  void firstRecordAfterASilence_waitsOnlySinceThen() {
    progress.following(0, NOW);
    progress.delivered(NOW, NOW, 0, 1);
    progress.done(1, NOW + 10);
    progress.following(0, NOW + HOUR);
    progress.following(1, NOW + HOUR + 50);
    assertThat(progress.lagSeconds(NOW + HOUR + 100)).isEqualTo(0.1);
    assertThat(progress.freshnessSeconds(NOW + HOUR)).hasValue(3_600);
  }

  @Test
  void deliveredAndNotDone_waits() {
    progress.following(0, NOW);
    progress.delivered(NOW + 100, NOW + 200, 0, 2);
    assertThat(progress.lagSeconds(NOW + 1_100)).isEqualTo(1);
    progress.done(1, NOW + 1_100);
    assertThat(progress.lagSeconds(NOW + 1_100)).as("known to one poll").isEqualTo(1);
    progress.done(2, NOW + 1_200);
    assertThat(progress.lagSeconds(NOW + 1_300)).isZero();
  }

  @Test
  void deliveredAgain_countsOnce() {
    progress.following(0, NOW);
    progress.delivered(NOW, NOW, 0, 5);
    progress.delivered(NOW + 10, NOW + 10, 5, 9);
    progress.delivered(NOW, NOW + 10, 0, 9);
    progress.done(9, NOW + 20);
    assertThat(progress.lagSeconds(NOW + 20)).isZero();
  }

  /// As Connect does after a `RetriableException`.
  @Test
  void deliveredAgainAfterItWasDone_doesNotWait() {
    progress.following(0, NOW);
    progress.delivered(NOW, NOW, 0, 5);
    progress.done(5, NOW + 10);
    progress.delivered(NOW, NOW, 0, 5);
    assertThat(progress.lagSeconds(NOW + HOUR)).isZero();
  }

  @Test
  void clockOfTheProducerAhead_isNoNegativeLag() {
    progress.delivered(NOW + HOUR, NOW + HOUR, 0, 1);
    assertThat(progress.lagSeconds(NOW)).isZero();
  }
}
