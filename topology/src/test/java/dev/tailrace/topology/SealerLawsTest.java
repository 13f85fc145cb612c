package dev.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// Whatever rows, pauses, clock jumps, crashes and restarts come: the log obeys the laws of sealed
/// batches.
class SealerLawsTest {
  private static final SealLimits LIMITS =
      new SealLimits(
          5,
          500,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5));

  enum Action {
    ROW,
    CHECK,
    COMMIT,
    CRASH
  }

  record Step(Action action, int rows, long bytes, long clockMillis) {}

  record Entry(String id, int rows) {}

  @Property
  void committedLog_isMadeOfRisingUntornBatches(@ForAll("steps") List<Step> steps) {
    List<Entry> log = new ArrayList<>();
    List<Entry> transaction = new ArrayList<>();
    Optional<SealState> committed = Optional.empty();
    long seed = 1;
    Sealer sealer = resume(committed, seed);
    long now = 1_795_168_201_181L;
    for (Step step : steps) {
      now += step.clockMillis();
      switch (step.action()) {
        case ROW -> transaction.add(new Entry(stamp(sealer, step, now), step.rows()));
        case CHECK -> sealer.sealDue(now).ifPresent(id -> transaction.add(new Entry(id, 0)));
        case COMMIT -> {
          log.addAll(transaction);
          transaction.clear();
          committed = sealer.state();
        }
        case CRASH -> {
          transaction.clear();
          sealer = resume(committed, ++seed);
        }
      }
    }
    assertBatchesObeyTheLaw(log);
  }

  private static void assertBatchesObeyTheLaw(List<Entry> log) {
    String previous = "";
    Set<String> sealed = new HashSet<>();
    int rows = 0;
    for (Entry entry : log) {
      assertThat(entry.id()).isGreaterThanOrEqualTo(previous);
      rows = entry.id().equals(previous) ? rows + entry.rows() : entry.rows();
      if (entry.rows() == 0) {
        assertThat(sealed.add(entry.id())).as("a batch has one seal").isTrue();
      } else {
        // Only a single unit may be larger than a batch, and then it stands alone.
        assertThat(rows).isLessThanOrEqualTo(Math.max(LIMITS.maxRows(), entry.rows()));
        assertThat(sealed).as("no row after the seal of its batch").doesNotContain(entry.id());
      }
      previous = entry.id();
    }
  }

  /// Up to six seconds after it was published.
  private static String stamp(Sealer sealer, Step step, long now) {
    return sealer.stamp(step.rows(), step.bytes(), now - 10 * step.bytes(), now);
  }

  private static Sealer resume(Optional<SealState> state, long seed) {
    return Sealer.resume(LIMITS, new BatchIds(new SplittableRandom(seed)), state);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(
                Action.ROW, Action.ROW, Action.ROW, Action.CHECK, Action.COMMIT, Action.CRASH),
            Arbitraries.integers().between(1, 7),
            Arbitraries.longs().between(1, 600),
            Arbitraries.frequencyOf(
                Tuple.of(10, Arbitraries.longs().between(0, 400)),
                Tuple.of(2, Arbitraries.longs().between(1_000, 20_000)),
                Tuple.of(1, Arbitraries.longs().between(-5_000, 0))))
        .as(Step::new)
        .list()
        .ofMaxSize(300);
  }
}
