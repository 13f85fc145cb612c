package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The ways a fetch can go. npm is a shell script of the test here, because a registry cannot be
/// told to fail.
class ClickHouseDistributionTest {
  /// sha256 of the seven bytes `engine` and a line break.
  private static final String SHA256 =
      "a16e8c2cd3405c77a8c367c72f2adcf7dc6989937926386189826cac9980f671";

  static final EngineArtifact ARTIFACT =
      new EngineArtifact("@test/engine", "1.0.0", "libengine.so", 7, SHA256);
  private static final String WRITE_LIBRARY =
      """
      mkdir -p "$3/node_modules/@test/engine"
      echo engine > "$3/node_modules/@test/engine/libengine.so"
      """;

  @TempDir Path directory;
  private Path bin;
  private Path cache;
  private Path calls;

  @BeforeEach
  void directories() throws IOException {
    bin = Files.createDirectory(directory.resolve("bin"));
    cache = directory.resolve("cache");
    calls = directory.resolve("calls");
  }

  @Test
  void fetch_bringsTheLibraryOnce() throws Exception {
    npm(WRITE_LIBRARY);
    Path library = distribution().fetch(FetchProgress.NONE);
    assertThat(library).hasContent("engine").startsWith(cache);
    assertThat(distribution().fetch(FetchProgress.NONE)).isEqualTo(library);
    assertThat(calls)
        .hasContent(
            "install --prefix --no-save --ignore-scripts --no-audit --no-fund @test/engine@1.0.0");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void concurrentFetches_runNpmOnce() throws Exception {
    npm(WRITE_LIBRARY);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Path>> fetches = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        fetches.add(() -> distribution().fetch(FetchProgress.NONE));
      }
      for (Future<Path> fetch : threads.invokeAll(fetches)) {
        assertThat(fetch.get()).exists();
      }
    }
    assertThat(Files.readAllLines(calls)).hasSize(1);
  }

  @Test
  void fetchesOfSeveralProcesses_runNpmOnce() throws Exception {
    npm("sleep 0.3\n" + WRITE_LIBRARY);
    String[] arguments = {cache.toString(), bin.toString()};
    try (ChildJvm first = ChildJvm.start(FetchMain.class, Map.of(), arguments);
        ChildJvm second = ChildJvm.start(FetchMain.class, Map.of(), arguments)) {
      assertThat(first.await("FETCHED ")).isEqualTo(second.await("FETCHED "));
    }
    assertThat(Files.readAllLines(calls)).hasSize(1);
  }

  @Test
  void progress_toldWhileNpmWorks() throws Exception {
    Path told = directory.resolve("told");
    npm(
        """
        printf 123 > "$3/part"
        for i in $(seq 600); do
          [ -e "%s" ] && break
          sleep 0.05
        done
        """
                .formatted(told)
            + WRITE_LIBRARY);
    List<Long> bytes = new ArrayList<>();
    distribution()
        .fetch(
            (onDisk, expected) -> {
              assertThat(expected).isEqualTo(7);
              bytes.add(onDisk);
              if (onDisk >= 3) {
                touch(told);
              }
            });
    assertThat(bytes).contains(3L).last().isEqualTo(7L);
  }

  @Test
  void npmThatFails_isQuoted() throws Exception {
    npm("echo 'npm error code ECONNREFUSED'; echo 'npm error network' >&2; exit 7");
    assertThatThrownBy(() -> distribution().fetch(FetchProgress.NONE))
        .isInstanceOf(ClickHouseUnavailableException.class)
        .hasMessageContainingAll(
            "exit code 7", "code ECONNREFUSED", "npm error network", "--clickhouse-url");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void wrongChecksum_neverReachesTheCache() throws Exception {
    npm(WRITE_LIBRARY.replace("echo engine", "echo virus!"));
    assertThatThrownBy(() -> distribution().fetch(FetchProgress.NONE))
        .isInstanceOf(ClickHouseUnavailableException.class)
        .hasMessageContainingAll(SHA256, "@test/engine@1.0.0", "npm cache clean");
    assertThat(distribution().installed()).isEmpty();
    npm(WRITE_LIBRARY);
    assertThat(distribution().fetch(FetchProgress.NONE)).exists();
  }

  @Test
  void packageWithoutTheLibrary_isSaid() throws Exception {
    npm("exit 0");
    assertThatThrownBy(() -> distribution().fetch(FetchProgress.NONE))
        .isInstanceOf(ClickHouseUnavailableException.class)
        .hasMessageContainingAll("libengine.so", "npm config get registry");
  }

  @Test
  void missingNpm_isSaid() {
    assertThatThrownBy(() -> distribution().fetch(FetchProgress.NONE))
        .isInstanceOf(ClickHouseUnavailableException.class)
        .hasMessageContainingAll("no npm", "Node.js", "--clickhouse-url");
  }

  @Test
  void tooLittleDisk_isSaidBeforeNpmRuns() throws Exception {
    npm(WRITE_LIBRARY);
    var distribution =
        new ClickHouseDistribution(ARTIFACT, cache, new Npm(environment()), Long.MAX_VALUE);
    assertThatThrownBy(() -> distribution.fetch(FetchProgress.NONE))
        .isInstanceOf(ClickHouseUnavailableException.class)
        .hasMessageContainingAll("MB are free", cache.toString(), "TAILRACE_CACHE");
    assertThat(calls).doesNotExist();
  }

  @Test
  void cacheThatCannotBeWritten_isSaid() throws Exception {
    npm(WRITE_LIBRARY);
    Files.writeString(cache, "a file where the directory should be");
    assertThatThrownBy(() -> distribution().fetch(FetchProgress.NONE))
        .isInstanceOf(ClickHouseUnavailableException.class)
        .hasMessageContainingAll(cache.toString(), "TAILRACE_CACHE");
  }

  @Test
  void leftoversOfAKilledFetch_areRemoved() throws Exception {
    npm(WRITE_LIBRARY);
    Path leftover = cache.resolve("tailrace/clickhouse/1.0.0.partial-123/node_modules");
    Files.createDirectories(leftover);
    Files.writeString(leftover.resolve("half"), "half a library");
    assertThat(distribution().fetch(FetchProgress.NONE)).exists();
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void truncatedLibrary_isFetchedAgain() throws Exception {
    npm(WRITE_LIBRARY);
    Path library = distribution().fetch(FetchProgress.NONE);
    Files.writeString(library, "eng");
    assertThat(distribution().fetch(FetchProgress.NONE)).hasContent("engine");
  }

  @Test
  void interruptedFetch_endsNpmAndSucceedsTheNextTime() throws Exception {
    Path pid = directory.resolve("pid");
    npm("echo $$ > " + pid + "; exec sleep 30");
    List<Throwable> failures = new ArrayList<>();
    Thread fetch =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    distribution().fetch(FetchProgress.NONE);
                  } catch (ClickHouseUnavailableException e) {
                    failures.add(e);
                  }
                });
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(pid) && Files.size(pid) > 1);
    fetch.interrupt();
    fetch.join();
    assertThat(failures)
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("interrupted");
    assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))).isEmpty();
    npm(WRITE_LIBRARY);
    assertThat(distribution().fetch(FetchProgress.NONE)).exists();
  }

  @Test
  void unsupportedPlatforms_areNamedWithTheWayOut() {
    assertThat(EngineArtifact.of("Linux", "amd64", EngineArtifact.CLibrary.GNU))
        .isEqualTo(EngineArtifact.LINUX_X64);
    for (List<String> platform :
        List.of(
            List.of("Linux", "aarch64", "GNU"),
            List.of("Linux", "amd64", "MUSL"),
            List.of("Mac OS X", "aarch64", "GNU"),
            List.of("Windows 11", "amd64", "GNU"))) {
      assertThatThrownBy(
              () ->
                  EngineArtifact.of(
                      platform.get(0),
                      platform.get(1),
                      EngineArtifact.CLibrary.valueOf(platform.get(2))))
          .isInstanceOf(ClickHouseUnavailableException.class)
          .hasMessageContainingAll(
              platform.get(0), platform.get(1), "Linux x86-64", "--clickhouse-url");
    }
  }

  @Test
  void cacheDirectory_isTheUsersUnlessTold() {
    assertThat(ClickHouseDistribution.cache(Map.of("TAILRACE_CACHE", "/a", "XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
    assertThat(ClickHouseDistribution.cache(Map.of("XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/b"));
    assertThat(ClickHouseDistribution.cache(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache"));
  }

  private ClickHouseDistribution distribution() {
    return new ClickHouseDistribution(ARTIFACT, cache, new Npm(environment()), 1);
  }

  private Map<String, String> environment() {
    return Map.of("PATH", bin.toString());
  }

  /// Called as `npm install --prefix DIRECTORY …`. It finds the usual commands although PATH holds
  /// nothing but itself.
  private void npm(String body) throws IOException {
    Path script = bin.resolve("npm");
    Files.writeString(
        script,
        """
        #!/bin/sh
        PATH=/usr/bin:/bin
        echo "$1 $2 $4 $5 $6 $7 $8" >> %s
        %s
        """
            .formatted(calls, body));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> entries = Files.list(cache.resolve("tailrace/clickhouse"))) {
      return entries.filter(entry -> entry.toString().contains("partial")).toList();
    }
  }

  private static void touch(Path file) {
    try {
      Files.writeString(file, "");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
