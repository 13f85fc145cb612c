package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private Instant wall = Instant.parse("2026-03-01T12:00:00Z");
  private long nanos = 1_000;
  private final List<String> heard = new ArrayList<>();
  private final ClockWatch watch =
      new ClockWatch(() -> wall, () -> nanos, why -> heard.add(why.getMessage()));

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void timeThatPasses_isNothing() {
    for (int i = 0; i < 10_000; i++) {
      pass(Duration.ofSeconds(1));
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void aClockSetForward_isNothing() {
    wall = wall.plus(Duration.ofHours(2));
    pass(Duration.ofSeconds(1));
    assertThat(heard).isEmpty();
  }

  @Test
  void aClockSetBackWithinTheTolerance_isNothing() {
    wall = wall.minus(ClockWatch.TOLERANCE);
    pass(Duration.ofSeconds(1));
    assertThat(heard).isEmpty();
  }

  @Test
  void aClockSetBack_isTold() {
    pass(Duration.ofSeconds(60));
    wall = wall.minus(Duration.ofSeconds(40));
    pass(Duration.ofSeconds(1));
    assertThat(heard).singleElement().asString().contains("set back by 40 s");
  }

  @Test
  void aClockThatWasAheadAndIsSetRight_isTold() {
    wall = wall.plus(Duration.ofMinutes(90));
    pass(Duration.ofSeconds(1));
    wall = wall.minus(Duration.ofMinutes(90));
    pass(Duration.ofSeconds(1));
    assertThat(heard).singleElement().asString().contains("set back by 5400 s");
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    nanos += time.toNanos();
    watch.look();
  }
}
