package dev.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceMeterTest {
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong cpuMillis = new AtomicLong();

  @Test
  void whatWarmsUp_isLeftOut() {
    Pace pace =
        PaceMeter.of(() -> done.addAndGet(100), Map.of("itself", this::cpu)).measure(workload());

    assertThat(pace.events()).isEqualTo(500);
    assertThat(pace.cpu()).containsExactly(Map.entry("itself", Duration.ofMillis(1)));
    assertThat(pace.cpuMicros("itself")).isEqualTo(2);
  }

  @Test
  void fromTheStart_allCount() {
    Pace pace =
        PaceMeter.of(() -> done.addAndGet(100), Map.of("itself", this::cpu))
            .measureFromStart(1_000);

    // What is there when the meter is asked for the first time came before it.
    assertThat(pace.events()).isEqualTo(900);
  }

  @Test
  void moreThanOneForEachEvent_countsAsEvents() {
    Pace pace =
        new PaceMeter(() -> done.addAndGet(300), () -> done.get() >= 3_000, Map.of())
            .measure(workload());

    assertThat(pace.events()).isEqualTo(Math.round(1_000 * 2_400 / 3_000.0));
  }

  private static Workload workload() {
    return new Workload(Path.of("none"), Path.of("none"), 500, 500, List.of());
  }

  private Duration cpu() {
    return Duration.ofMillis(cpuMillis.incrementAndGet());
  }
}
