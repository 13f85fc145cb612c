package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  @Test
  void pauses_doubleUpToTheLongest() {
    RestartPolicy policy =
        new RestartPolicy(9, Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(500));
    assertThat(IntStream.rangeClosed(1, 5).mapToObj(policy::pause))
        .extracting(Duration::toMillis)
        .containsExactly(100L, 200L, 400L, 500L, 500L);
  }
}
