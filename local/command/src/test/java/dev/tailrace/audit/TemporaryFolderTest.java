package dev.tailrace.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemporaryFolderTest {
  @TempDir Path parent;

  @Test
  void closedFolder_isGone() throws IOException {
    TemporaryFolder folder = TemporaryFolder.create(parent);
    Files.createFile(Files.createDirectory(folder.path().resolve("spill")).resolve("block"));

    folder.close();

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void folderOfAKilledProcess_isRemovedByTheNext() throws IOException {
    Path abandoned = Files.createDirectory(parent.resolve("tailrace-audit123"));
    Files.createFile(abandoned.resolve("ledger"));
    old(Files.createFile(abandoned.resolve("lock")));

    try (TemporaryFolder folder = TemporaryFolder.create(parent)) {
      assertThat(abandoned).doesNotExist();
      assertThat(folder.path()).isDirectory();
    }
  }

  @Test
  void folderInUse_stays() throws IOException {
    try (TemporaryFolder first = TemporaryFolder.create(parent)) {
      old(first.path().resolve("lock"));
      try (TemporaryFolder _ = TemporaryFolder.create(parent)) {
        assertThat(first.path()).isDirectory();
      }
    }
  }

  @Test
  void folderThatIsAboutToBeLocked_stays() throws IOException {
    Path young = Files.createDirectory(parent.resolve("tailrace-audit123"));
    Files.createFile(young.resolve("lock"));

    try (TemporaryFolder _ = TemporaryFolder.create(parent)) {
      assertThat(young).isDirectory();
    }
  }

  private static void old(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
  }
}
