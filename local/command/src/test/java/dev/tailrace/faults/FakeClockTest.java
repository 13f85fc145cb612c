package dev.tailrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeClockTest {
  @TempDir Path folder;

  @Test
  void jump_isWrittenAsSecondsFromTheRealTime() {
    Path file = folder.resolve("clock");
    FakeClock clock = new FakeClock(Path.of("lib.so"), file);

    clock.jump(Duration.ofHours(2));
    assertThat(file).hasContent("+7200\n");
    clock.jump(Duration.ofMinutes(-1));
    assertThat(file).hasContent("-60\n");
    clock.jump(Duration.ZERO);
    assertThat(file).hasContent("+0\n");
    assertThat(folder.toFile().list()).containsExactly("clock");
  }

  @Test
  void environment_namesLibraryAndFile() {
    FakeClock clock = new FakeClock(Path.of("/lib/a.so"), folder.resolve("clock"));

    assertThat(clock.environment())
        .containsEntry("LD_PRELOAD", "/lib/a.so")
        .containsEntry("FAKETIME_TIMESTAMP_FILE", folder.resolve("clock").toString())
        .containsEntry("FAKETIME_DONT_FAKE_MONOTONIC", "1");
  }

  @Test
  void library_isTheFirstThatIsThere() throws Exception {
    Path second = folder.resolve("second/faketime/libfaketimeMT.so.1");
    var _ = Files.createDirectories(second.getParent());
    var _ = Files.createFile(second);

    assertThat(FakeClock.libraryIn(List.of(folder.resolve("first"), folder.resolve("second"))))
        .contains(second);
    assertThat(FakeClock.libraryIn(List.of(folder.resolve("first")))).isEmpty();
  }
}
