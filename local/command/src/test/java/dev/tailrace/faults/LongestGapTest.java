package dev.tailrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Times are seconds, from a beginning below 0, as that of [System#nanoTime] may be.
class LongestGapTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long BEGIN = -50 * SECOND;

  private final LongestGap gap = new LongestGap(BEGIN, 0);

  @Test
  void advancesWithEachSample_gapIsTheDistanceOfSamples() {
    for (int second = 1; second <= 9; second++) {
      gap.seen(at(second), 10L * second, "position " + second);
    }

    assertThat(longest(9, 90)).isEqualTo(1);
  }

  @Test
  void standsStillWhileEventsCome_gapGrowsUntilItAdvances() {
    gap.seen(at(1), 10, "a");
    gap.seen(at(2), 20, "a");
    gap.seen(at(7), 70, "a");
    assertThat(longest(7, 70)).isEqualTo(6);
    gap.seen(at(9), 90, "b");
    gap.seen(at(10), 100, "c");

    assertThat(longest(10, 100)).isEqualTo(8);
  }

  @Test
  void standsStillBecauseNothingWasPublished_isNoGap() {
    gap.seen(at(1), 10, "a");
    gap.seen(at(60), 10, "a");

    assertThat(longest(60, 10)).isEqualTo(1);
  }

  @Test
  void loadGoesOnAfterAPause_gapBeginsThere() {
    gap.seen(at(1), 10, "a");
    gap.seen(at(30), 10, "a");
    gap.seen(at(31), 20, "a");
    gap.seen(at(33), 20, "b");

    assertThat(longest(33, 20)).isEqualTo(3);
  }

  @Test
  void cannotBeAsked_countsAsStandingStill() {
    gap.seen(at(1), 10, "a");
    gap.unseen(at(2), 20);
    gap.unseen(at(5), 50);
    gap.seen(at(6), 60, "a");
    gap.seen(at(8), 80, "b");

    assertThat(longest(8, 80)).isEqualTo(7);
  }

  @Test
  void neverSeen_gapIsFromTheBeginning() {
    gap.unseen(at(1), 0);
    gap.unseen(at(2), 10);

    assertThat(longest(5, 50)).isEqualTo(4);
  }

  @Test
  void positionGoesBack_isAnAdvance() {
    gap.seen(at(1), 10, "b");
    gap.seen(at(2), 20, "a");

    assertThat(longest(2, 20)).isEqualTo(1);
  }

  @Test
  void reset_forgetsAndAnOpenGapBeginsAnew() {
    gap.seen(at(1), 10, "a");
    gap.seen(at(9), 90, "a");

    gap.reset(at(10), 100);

    assertThat(longest(10, 100)).isZero();
    gap.seen(at(12), 120, "a");
    assertThat(longest(12, 120)).isEqualTo(2);
    gap.seen(at(13), 130, "b");
    assertThat(longest(13, 130)).isEqualTo(3);
  }

  private static long at(long second) {
    return BEGIN + second * SECOND;
  }

  private long longest(long second, long published) {
    Duration longest = gap.longest(at(second), published);
    assertThat(longest.toNanosPart()).isZero();
    return longest.toSeconds();
  }
}
