package dev.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void quantiles_areMeasuredValues_inAnyOrder() {
    for (int i = 100_000; i > 0; i--) {
      latencies.add(i);
    }

    assertThat(latencies.quantile(0.5)).isEqualTo(Duration.ofNanos(50_000));
    assertThat(latencies.quantile(0.99)).isEqualTo(Duration.ofNanos(99_000));
    assertThat(latencies.quantile(1)).isEqualTo(Duration.ofNanos(100_000));
    assertThat(latencies.quantile(0)).isEqualTo(Duration.ofNanos(1));
    assertThat(latencies.count()).isEqualTo(100_000);
  }

  @Test
  void nothing_hasNoQuantile() {
    assertThatThrownBy(() -> latencies.quantile(0.5)).isInstanceOf(IllegalStateException.class);
  }
}
