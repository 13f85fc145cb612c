package dev.tailrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a JVM makes of a clock that jumps. Needs libfaketime; run it with
/// `-Dit.test=FakeClockMeasurement`.
class FakeClockMeasurement {
  @TempDir Path folder;

  @Test
  void jvm_seesTheJumpAndWaitsByTheRealTime() throws IOException {
    FakeClock clock = FakeClock.start(folder.resolve("clock"));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            ClockMain.class.getName());
    builder.environment().putAll(clock.environment());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    try (BufferedReader said = process.inputReader(UTF_8);
        OutputStream ask = process.getOutputStream()) {
      for (Duration offset :
          new Duration[] {
            Duration.ZERO, Duration.ofHours(2), Duration.ofHours(-5), Duration.ZERO
          }) {
        clock.jump(offset);
        AtomicReference<String> line = new AtomicReference<>();
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  ask.write('\n');
                  ask.flush();
                  line.set(said.readLine());
                  return isNear(offset, line.get());
                });
        System.out.println(offset + ": " + line.get());
        assertThatWaitingIsReal(line.get());
      }
    } finally {
      process.destroy();
    }
  }

  /// A loaded machine wakes late, and never early.
  private static void assertThatWaitingIsReal(String line) {
    String[] words = line.split(" ", -1);
    for (int i = 2; i < words.length - 1; i += 2) {
      assertThat(Long.parseLong(words[i])).as(line).isBetween(295L, 5_000L);
    }
  }

  private static boolean isNear(Duration offset, String line) {
    Instant shown = Instant.parse(line.split(" ", 2)[0]);
    return Duration.between(Instant.now().plus(offset), shown)
            .abs()
            .compareTo(Duration.ofSeconds(10))
        < 0;
  }
}
