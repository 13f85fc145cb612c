package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresArchiveTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "Mac OS X, aarch64, GNU",
    "Windows 11, amd64, GNU",
    "Linux, aarch64, GNU",
    "Linux, amd64, MUSL"
  })
  void platformWithoutPrograms_isToldToUseAServerOfItsOwn(
      String os, String architecture, EngineArtifact.CLibrary library) {
    assertThatThrownBy(() -> PostgresArchive.of(os, architecture, library))
        .isInstanceOf(PostgresUnavailableException.class)
        .hasMessageContaining(os + " " + architecture)
        .hasMessageContaining("give the JDBC URL of a PostgreSQL server of your own");
  }

  @Test
  void entryOutsideOfTheDirectory_isRefused() throws Exception {
    PostgresArchive archive = archiveOf(new TarArchiveEntry("../escaped"));
    Path target = Files.createDirectory(folder.resolve("target"));
    assertThatThrownBy(() -> archive.unpack(target)).hasMessageContaining("outside");
    assertThat(folder.resolve("escaped")).doesNotExist();
  }

  @Test
  void linkThatLeadsOutside_isRefused() throws Exception {
    TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
    link.setLinkName("../escaped");
    PostgresArchive archive = archiveOf(link);
    Path target = Files.createDirectory(folder.resolve("target"));
    assertThatThrownBy(() -> archive.unpack(target)).hasMessageContaining("outside");
    assertThat(target).isEmptyDirectory();
  }

  private PostgresArchive archiveOf(TarArchiveEntry entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new XZCompressorOutputStream(bytes))) {
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }
    Path file = Files.write(folder.resolve("archive.txz"), bytes.toByteArray());
    return new PostgresArchive(file.toUri().toURL());
  }
}
