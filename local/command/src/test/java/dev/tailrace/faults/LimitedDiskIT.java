package dev.tailrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.tailrace.engines.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine that permits no mount at all is one that must be told so: the disk is no service that
/// a user has to have.
class LimitedDiskIT {
  private static final byte[] MEGABYTE = new byte[1 << 20];

  @TempDir Path folder;

  @Test
  void disk_runsFullAndIsFreed() throws Exception {
    try (LimitedDisk disk = LimitedDisk.mount(folder.resolve("disk"), 8)) {
      runsFullAndIsFreed(disk);
      disk.fill();
    } catch (EngineException e) {
      assertThatRemedyIsNamed(e);
    }
    assertThat(folder.resolve("disk")).isEmptyDirectory();
  }

  @Test
  void diskInANamespace_isSeenThereAlone() throws Exception {
    try (LimitedDisk disk = LimitedDisk.mountInNamespace(folder.resolve("disk"), 8)) {
      runsFullAndIsFreed(disk);
      Files.writeString(disk.seenFromHere().resolve("word"), "seen");

      assertThat(folder.resolve("disk")).isEmptyDirectory();
      assertThat(run(disk, "cat", disk.directory().resolve("word").toString())).isEqualTo("seen");
    } catch (EngineException e) {
      assertThatRemedyIsNamed(e);
    }
    assertThat(folder.resolve("disk")).isEmptyDirectory();
  }

  @Test
  void diskThatAKilledRunLeft_isReplaced() throws Exception {
    try {
      LimitedDisk left = LimitedDisk.mount(folder.resolve("disk"), 8);
      Files.write(left.seenFromHere().resolve("old"), MEGABYTE);
      try (LimitedDisk disk = LimitedDisk.mount(folder.resolve("disk"), 4)) {
        assertThat(disk.seenFromHere()).isEmptyDirectory();
        assertThat(Files.getFileStore(disk.seenFromHere()).getTotalSpace()).isEqualTo(4 << 20);
      }
      left.close();
    } catch (EngineException e) {
      assertThatRemedyIsNamed(e);
    }
    assertThat(folder.resolve("disk")).isEmptyDirectory();
  }

  private static void runsFullAndIsFreed(LimitedDisk disk) throws IOException {
    Path data = disk.seenFromHere();
    Files.write(data.resolve("before"), MEGABYTE);

    disk.fill();

    assertThat(Files.getFileStore(data).getUsableSpace()).isBetween(4L << 10, 20L << 10);
    assertThatIOException()
        .isThrownBy(() -> Files.write(data.resolve("during"), MEGABYTE))
        .withMessageContaining("No space left on device");
    disk.free();
    Files.write(data.resolve("after"), MEGABYTE);
    assertThat(data.resolve("before")).hasBinaryContent(MEGABYTE);
  }

  private static String run(LimitedDisk disk, String... command) throws IOException {
    List<String> line = new ArrayList<>(disk.commandPrefix());
    line.addAll(List.of(command));
    Process process =
        new ProcessBuilder(line).redirectErrorStream(/* redirectErrorStream= */ true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  private static void assertThatRemedyIsNamed(EngineException e) {
    assertThat(e).hasMessageContaining("run as root, or permit user namespaces");
  }
}
