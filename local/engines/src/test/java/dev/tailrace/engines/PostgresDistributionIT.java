package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresDistributionIT {
  @TempDir Path cache;

  @Test
  void twoProcessesAtOnce_unpackOnceWhateverWasLeftBehind() throws Exception {
    try (ChildJvm killed = ChildJvm.start(UnpackMain.class, Map.of(), cache.toString())) {
      killed.await("STARTED");
      await().until(() -> !names("partial-").isEmpty());
      killed.kill();
    }
    assertThat(names("partial-")).hasSize(1);
    // And a tree that lost its marker.
    String name = PostgresArchive.ofThisMachine().sha256().substring(0, 16);
    Path damaged =
        Files.createDirectories(cache.resolve("tailrace/postgres").resolve(name).resolve("bin"));
    Files.writeString(damaged.resolve("postgres"), "half of it");

    String[] homes = new String[2];
    try (ChildJvm one = ChildJvm.start(UnpackMain.class, Map.of(), cache.toString());
        ChildJvm other = ChildJvm.start(UnpackMain.class, Map.of(), cache.toString())) {
      homes[0] = one.await("UNPACKED ");
      homes[1] = other.await("UNPACKED ");
    }
    Path home = Path.of(homes[0]);
    assertThat(homes[1]).isEqualTo(homes[0]);
    assertThat(names("")).containsExactlyInAnyOrder("lock", home.getFileName().toString());
    assertThat(home.resolve("bin/postgres")).isExecutable();
    assertThat(Files.size(home.resolve("bin/postgres"))).isGreaterThan(1_000_000);
    // A link inside the archive.
    assertThat(home.resolve("lib/libpq.so.5")).isSymbolicLink().isNotEmptyFile();

    var before = Files.getLastModifiedTime(home.resolve("complete"));
    var again = new PostgresDistribution(PostgresArchive.ofThisMachine(), cache);
    assertThat(again.unpacked()).isEqualTo(home);
    assertThat(Files.getLastModifiedTime(home.resolve("complete"))).isEqualTo(before);
  }

  private List<String> names(String prefix) throws IOException {
    Path folder = cache.resolve("tailrace/postgres");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .toList();
    }
  }
}
