package dev.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadLetterBudgetTest {
  private static final DeadLetterLimits LIMITS = new DeadLetterLimits(3, 0.5, 10);

  @Test
  void refusalsInARow_areBorneUpToTheLimit() {
    DeadLetterBudget budget = fresh(LIMITS);
    IntStream.range(0, 3).forEach(_ -> assertThat(budget.refused()).isEmpty());
    assertThat(budget.refused().orElseThrow())
        .contains("4 records in a row")
        .contains("tailrace.dead-letter.max-consecutive is 3");
  }

  @Test
  void acceptedRecord_endsTheRow() {
    DeadLetterBudget budget = fresh(LIMITS);
    for (int i = 0; i < 5; i++) {
      assertThat(budget.refused()).isEmpty();
      assertThat(budget.accepted()).isTrue();
      assertThat(budget.accepted()).isFalse();
    }
  }

  @Test
  void ratio_isJudgedWithinItsWindow() {
    DeadLetterBudget budget = fresh(LIMITS);
    for (int i = 0; i < 5; i++) {
      assertThat(budget.refused()).isEmpty();
      assertThat(budget.accepted()).isTrue();
    }
    for (int i = 0; i < 3; i++) {
      assertThat(budget.refused()).isEmpty();
    }
    assertThat(budget.accepted()).isTrue();
    assertThat(budget.refused()).isEmpty();
    assertThat(budget.refused()).isEmpty();
    assertThat(budget.refused().orElseThrow())
        .contains("6 of the last 7 records")
        .contains("max-ratio is 0.5 of 10");
  }

  @Test
  void restart_grantsNoFreshBudget() {
    DeadLetterBudget first = fresh(LIMITS);
    IntStream.range(0, 3).forEach(_ -> assertThat(first.refused()).isEmpty());
    DeadLetterBudget second = DeadLetterBudget.resume(LIMITS, Optional.of(first.state()));
    assertThat(second.refused()).isPresent();
  }

  @Test
  void zeroBudget_stopsAtTheFirstRefusal() {
    assertThat(fresh(new DeadLetterLimits(0, 1, 10)).refused()).isPresent();
    assertThat(fresh(new DeadLetterLimits(10, 0, 10)).refused()).isPresent();
  }

  private static DeadLetterBudget fresh(DeadLetterLimits limits) {
    return DeadLetterBudget.resume(limits, Optional.empty());
  }
}
