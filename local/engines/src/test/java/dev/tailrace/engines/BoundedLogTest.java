package dev.tailrace.engines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {
  @TempDir Path folder;

  @Test
  void fullFile_isSetAsideAndTheOneBeforeDropped() throws Exception {
    Path file = folder.resolve("some.log");
    BoundedLog log = new BoundedLog(file, 10);
    for (String text : new String[] {"first..", "second.", "third", "4th"}) {
      log.copy(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }
    assertThat(file).hasContent("third4th");
    assertThat(folder.resolve("some.log.1")).hasContent("second.");
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void fileThatCannotBeWritten_doesNotHoldUpTheProcess() throws Exception {
    Path file = Files.createDirectory(folder.resolve("some.log"));
    var output = new ByteArrayInputStream(new byte[100_000]);
    new BoundedLog(file, 1 << 20).copy(output);
    assertThat(output.available()).isZero();
  }
}
