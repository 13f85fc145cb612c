package dev.tailrace.clean;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.engines.ClickHouseDistribution;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  @TempDir Path directory;
  private Path cache;
  private Path temporary;
  private Leftovers leftovers;

  @BeforeEach
  void place() throws IOException {
    cache = directory.resolve("cache");
    temporary = Files.createDirectory(directory.resolve("tmp"));
    leftovers = new Leftovers(Map.of("TAILRACE_CACHE", cache.toString()), temporary);
  }

  /// A file of a thousand bytes in a folder of an hour ago.
  private static Path old(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[1_000]);
    FileTime hourAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    Files.setLastModifiedTime(file, hourAgo);
    Files.setLastModifiedTime(file.getParent(), hourAgo);
    return file;
  }

  private List<Path> found() {
    return leftovers.find().stream().map(Leftover::path).toList();
  }

  @Test
  void whatNobodyUses_isFoundWithItsSize_andRemoved() throws IOException {
    Path start = old(cache.resolve("start/1-up.jsa"));
    Path engine = old(cache.resolve("tailrace/clickhouse/25.1/libchdb.so")).getParent();
    Path postgres = old(cache.resolve("tailrace/postgres/0123456789abcdef/complete")).getParent();
    Path bench = old(temporary.resolve("tailrace-bench123/log")).getParent();
    Path rollout = old(temporary.resolve("tailrace-rollout4/log")).getParent();
    assertThat(found()).containsExactlyInAnyOrder(start, engine, postgres, bench, rollout);
    assertThat(leftovers.find()).extracting(Leftover::bytes).containsOnly(1_000L);
    leftovers.find().forEach(each -> assertThat(leftovers.remove(each)).isTrue());
    assertThat(found()).isEmpty();
    assertThat(engine).doesNotExist();
  }

  @Test
  void whatIsOfThisBuildOrOfOthers_isLeftAlone() throws IOException {
    old(
        cache
            .resolve("tailrace/clickhouse")
            .resolve(ClickHouseDistribution.ofThisMachine().version())
            .resolve("libchdb.so"));
    old(cache.resolve("tailrace/postgres/lock"));
    old(temporary.resolve("somebody-else/file"));
    assertThat(found()).isEmpty();
  }

  @Test
  void whatAProcessHasOpen_isLeftAlone() throws IOException {
    Path file = old(temporary.resolve("tailrace-faults7/segment"));
    assertThat(found()).containsExactly(file.getParent());
    Leftover leftover = leftovers.find().getFirst();
    try (OutputStream _ = Files.newOutputStream(file)) {
      assertThat(found()).isEmpty();
      assertThat(leftovers.remove(leftover)).isFalse();
    }
    assertThat(found()).containsExactly(file.getParent());
  }

  @Test
  void whatIsYoung_isLeftAlone() throws IOException {
    Files.createDirectory(temporary.resolve("tailrace-bench9"));
    assertThat(found()).isEmpty();
  }
}
