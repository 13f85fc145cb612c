package dev.tailrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.audit.StoreVerdict;
import dev.tailrace.faults.RolloutReport.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RolloutReportTest {
  private static final List<Step> STEPS =
      List.of(
          new Step("a third one joins", Duration.ofMillis(2_340)),
          new Step("kill -9 of b", Duration.ofMillis(8_760)),
          new Step("b comes back", Duration.ofMillis(900)));

  @Test
  void theWorstStep_isNamed() {
    RolloutReport report = new RolloutReport(5_000, 10, STEPS, List.of(store(0, 0)));

    assertThat(report.worst().name()).isEqualTo("kill -9 of b");
    assertThat(report.text()).contains("worst: 8.8 s (kill -9 of b)");
    assertThat(report.text())
        .endsWith("10 raw records: nothing lost, nothing doubled%n".formatted());
  }

  @Test
  void oneRowTooManyOrTooFew_isSaid() {
    assertThat(new RolloutReport(5_000, 10, STEPS, List.of(store(0, 0), store(1, 0))).addsUp())
        .isFalse();
    RolloutReport doubled = new RolloutReport(5_000, 10, STEPS, List.of(store(0, 1)));
    assertThat(doubled.addsUp()).isFalse();
    assertThat(doubled.text()).contains("do NOT add up");
  }

  private static StoreVerdict store(long lost, long duplicated) {
    return new StoreVerdict(
        "ClickHouse events", 10, 10 - lost + duplicated, lost, duplicated, 0, List.of());
  }
}
