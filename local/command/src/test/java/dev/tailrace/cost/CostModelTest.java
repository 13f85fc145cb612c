package dev.tailrace.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CostModelTest {
  private static final double CENT = 0.005;
  private static final CostModel MODEL = new CostModel(PriceList.documented());

  private static Estimate medium() {
    return MODEL.estimate(Workloads.MEDIUM);
  }

  private static double usd(Estimate estimate, CostItem item) {
    return estimate.line(item).orElseThrow().monthlyUsd();
  }

  @Test
  void onePutPerEvent_isWhatTheDocumentsReckoned() {
    assertThat(medium().onePutPerEvent().quantity()).isEqualTo(30_000_000);
    assertThat(medium().onePutPerEvent().monthlyUsd()).isCloseTo(135.00, within(CENT));
  }

  @Test
  void writes_areByFilePartAndCommit() {
    assertThat(medium().line(CostItem.R2_EVENT_FILES).orElseThrow().quantity())
        .isEqualTo(30 * 6 * 288.0);
    assertThat(medium().line(CostItem.R2_COMMITS).orElseThrow().quantity())
        .isEqualTo(30 * 3 * 2 * 288.0 * 3);
    assertThat(medium().writesUsd())
        .isCloseTo((51_840 + 103_680 + 155_520 + 540) * 4.5 / 1e6, within(1e-9));
  }

  @Test
  void rawStorage_isThatOfTheDocuments() {
    Workload raw =
        Workloads.with(
            1_000_000, 30, Workloads.rolling(Duration.ofDays(1)), new RowSizes(2_000, 500));
    assertThat(usd(MODEL.estimate(raw), CostItem.R2_STORAGE)).isCloseTo(0.90, within(0.01));
    assertThat(usd(MODEL.estimate(raw), CostItem.CLICKHOUSE_STORAGE)).isCloseTo(0.30, within(CENT));
  }

  @Test
  void scan_isThatOfTheDocuments_whenRowsAreRaw() {
    Workload raw =
        Workloads.with(
            1_000_000, 30, Workloads.rolling(Duration.ofDays(1)), new RowSizes(2_000, 500));
    assertThat(usd(MODEL.estimate(raw), CostItem.R2_SQL_SCAN)).isCloseTo(150.00, within(0.05));
  }

  @Test
  void clickHouse_runsThirtyDaysOfHours() {
    assertThat(usd(medium(), CostItem.CLICKHOUSE_COMPUTE)).isCloseTo(223.20, within(CENT));
  }

  @Test
  void withoutClickHouse_nothingIsStoredThere() {
    Estimate low = MODEL.estimate(Scenario.documented().getFirst().workload());
    assertThat(low.lines())
        .noneMatch(line -> line.item().component() == CostItem.Component.CLICKHOUSE);
  }

  @Test
  void query_readsNoDaysThatAreNotKept() {
    Estimate oneDay =
        MODEL.estimate(
            Workloads.with(1_000_000, 1, Workloads.MEDIUM.files(), Workloads.MEDIUM.rows()));
    assertThat(usd(oneDay, CostItem.R2_SQL_SCAN))
        .isCloseTo(usd(medium(), CostItem.R2_SQL_SCAN) / 5, within(1e-9));
  }

  @Test
  void total_isTheSumOfItsLines() {
    double sum = medium().lines().stream().mapToDouble(CostLine::monthlyUsd).sum();
    assertThat(medium().totalUsd()).isEqualTo(sum);
    assertThat(medium().usdPerMillionEvents()).isCloseTo(sum / 30, within(1e-9));
  }

  private static Stream<Long> seeds() {
    return new SplittableRandom(20_251_004).longs(200).boxed();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void cost_neverFallsWhenEventsRise(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FileSettings files = files(random);
    RowSizes rows = new RowSizes(1 + random.nextInt(4_000), 1 + random.nextInt(4_000));
    long fewer = events(random);
    long more = fewer + 1 + random.nextLong(random.nextBoolean() ? 10 : fewer + 1);
    Estimate before = MODEL.estimate(Workloads.with(fewer, 30, files, rows));
    Estimate after = MODEL.estimate(Workloads.with(more, 30, files, rows));
    for (CostItem item : List.of(CostItem.values())) {
      before
          .line(item)
          .ifPresent(
              line ->
                  assertThat(usd(after, item))
                      .as("%s of %d and %d events with %s, %s", item, fewer, more, files, rows)
                      .isGreaterThanOrEqualTo(line.monthlyUsd() * (1 - 1e-12)));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void cost_neverFallsWhenRetentionRises(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FileSettings files = files(random);
    long events = events(random);
    int days = 1 + random.nextInt(1_000);
    int more = days + 1 + random.nextInt(10);
    RowSizes rows = Workloads.MEDIUM.rows();
    assertThat(MODEL.estimate(Workloads.with(events, more, files, rows)).totalUsd())
        .as("%d events, %d and %d days, %s", events, days, more, files)
        .isGreaterThan(MODEL.estimate(Workloads.with(events, days, files, rows)).totalUsd());
  }

  /// From one event in a file to the 8 MiB that go up at once.
  @ParameterizedTest
  @MethodSource("seeds")
  void writes_doNotGrowWithEvents_whileFilesGoUpInOneRequest(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FileSettings files = files(random);
    double rowBytes = 1 + random.nextInt(4_000);
    long least = (long) Math.ceil(files.partitionSlotsPerDay());
    double rowsThatFit = Math.min(1_000_000, ((8 << 20) - 20_000) / rowBytes);
    long most = (long) Math.floor(files.partitionSlotsPerDay() * rowsThatFit * 0.999);
    RowSizes rows = new RowSizes(rowBytes, 1);
    double one = MODEL.estimate(Workloads.with(least, 30, files, rows)).writesUsd();
    long events = random.nextLong(least, most);
    assertThat(MODEL.estimate(Workloads.with(events, 30, files, rows)).writesUsd())
        .as("%d events of %.0f bytes, %s", events, rowBytes, files)
        .isEqualTo(one);
    assertThat(MODEL.estimate(Workloads.with(most * 2 + 2, 30, files, rows)).writesUsd())
        .as("above %d events of %.0f bytes, %s", most, rowBytes, files)
        .isGreaterThan(one);
  }

  private static FileSettings files(SplittableRandom random) {
    return new FileSettings(
        1 + random.nextInt(48),
        Duration.ofSeconds(1 + random.nextInt(86_400)),
        Duration.ofSeconds(1 + random.nextInt(3_600)));
  }

  private static long events(SplittableRandom random) {
    return 1 + (long) Math.pow(10, random.nextDouble(11));
  }
}
