package dev.tailrace.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// The cuts depend on the log alone.
class BatchCutterPropertiesTest {
  private static final BatchLimits LIMITS = new BatchLimits(1_000, 1_000_000);

  /// A record of the log.
  record Entry(long offset, Optional<String> batchId, Optional<String> text) {
    byte[] header() {
      return batchId.map(id -> id.getBytes(US_ASCII)).orElse(null);
    }

    byte[] value() {
      return text.map(row -> row.getBytes(UTF_8)).orElse(null);
    }
  }

  /// What one batch of the log is made of: rows, strays among them, and whether it is sealed.
  record Plan(int rows, List<Integer> straysBefore, boolean sealed, int ticksAfter, int gap) {}

  @Provide
  Arbitrary<List<Entry>> logs() {
    return Arbitraries.integers()
        .between(0, 4)
        .flatMap(
            _ ->
                net.jqwik.api.Combinators.combine(
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(0, 6).list().ofMaxSize(2),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 3))
                    .as(Plan::new)
                    .list()
                    .ofMaxSize(12))
        .map(BatchCutterPropertiesTest::log);
  }

  private static List<Entry> log(List<Plan> plans) {
    List<Entry> log = new ArrayList<>();
    long offset = 0;
    int id = 1;
    for (Plan plan : plans) {
      Optional<String> batch = Optional.of(Ids.batch(id++));
      for (int row = 0; row < plan.rows(); row++) {
        if (plan.straysBefore().contains(row)) {
          log.add(new Entry(offset++, Optional.empty(), Optional.of("stray " + offset)));
        }
        log.add(new Entry(offset++, batch, Optional.of("row " + offset)));
        offset += plan.gap();
      }
      if (plan.sealed()) {
        log.add(new Entry(offset++, batch, Optional.empty()));
      }
      for (int tick = 0; tick < plan.ticksAfter(); tick++) {
        log.add(new Entry(offset++, Optional.of(Ids.batch(id++)), Optional.empty()));
      }
    }
    log.add(new Entry(offset, Optional.of(Ids.batch(id)), Optional.empty()));
    return log;
  }

  @Property
  void redelivery_changesNothing(@ForAll("logs") List<Entry> log, @ForAll Random random) {
    List<String> expected = batches(cuts(log));
    List<Cut> cuts = new ArrayList<>();
    BatchCutter cutter = new BatchCutter("events", 0, LIMITS, cuts::add);
    int next = 0;
    while (next < log.size()) {
      int end = Math.min(log.size(), next + 1 + random.nextInt(7));
      int from = Math.max(0, next - random.nextInt(9));
      log.subList(from, end).forEach(entry -> take(cutter, entry));
      next = end;
    }

    assertThat(batches(cuts)).isEqualTo(expected);
  }

  @Property
  void restartFromAnyCommittedOffset_cutsTheSameBatches(
      @ForAll("logs") List<Entry> log, @ForAll @IntRange(max = 200) int which) {
    List<Cut> all = cuts(log);
    int done = which % all.size();
    long committed =
        all.subList(0, done + 1).stream().mapToLong(Cut::resumeOffset).max().orElseThrow();

    List<Entry> rest = log.stream().filter(entry -> entry.offset() >= committed).toList();

    List<String> expected = batches(all.subList(done + 1, all.size()));
    assertThat(batches(cuts(rest))).isEqualTo(expected);
  }

  @Property
  void everyRow_isInOneBatch_andEveryStrayIsNamed(@ForAll("logs") List<Entry> log) {
    List<Cut> cuts = cuts(log);

    long rows =
        cuts.stream()
            .mapToLong(cut -> cut instanceof Cut.Rows taken ? taken.batch().rows() : 0)
            .sum();
    long strays = cuts.stream().filter(Cut.Stray.class::isInstance).count();

    assertThat(rows)
        .isEqualTo(log.stream().filter(e -> e.header() != null && e.value() != null).count());
    assertThat(strays).isEqualTo(log.stream().filter(e -> e.header() == null).count());
    assertThat(cuts).noneMatch(Cut.Unlawful.class::isInstance);
    assertThat(cuts.getLast().resumeOffset()).isEqualTo(log.getLast().offset() + 1);
  }

  private static List<Cut> cuts(List<Entry> log) {
    List<Cut> cuts = new ArrayList<>();
    BatchCutter cutter = new BatchCutter("events", 0, LIMITS, cuts::add);
    log.forEach(entry -> take(cutter, entry));
    return cuts;
  }

  private static void take(BatchCutter cutter, Entry entry) {
    cutter.take(entry.offset(), 0, entry.header(), entry.value());
  }

  /// Batches with all that is in them; ticks and strays may come again and are not compared.
  private static List<String> batches(List<Cut> cuts) {
    List<String> batches = new ArrayList<>();
    for (Cut cut : cuts) {
      if (cut instanceof Cut.Rows rows) {
        batches.add(
            rows.batch()
                + rows.batch().values().stream()
                    .map(value -> new String(value, UTF_8))
                    .toList()
                    .toString()
                + rows.resumeOffset());
      }
    }
    return batches;
  }
}
