package dev.tailrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The jar as it is built, with the libraries beside it and the JVM that it forks.
class BenchmarksJarIT {
  @TempDir Path directory;

  @Test
  void jar_hasAllThatABenchmarkNeeds() throws Exception {
    Process process =
        java("NativeEncodeBenchmark.encode", "-wi", "0", "-i", "1", "-bm", "ss", "-rff", "r.json");
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("NativeEncodeBenchmark.encode:gc.alloc.rate.norm", "B/op");
    assertThat(directory.resolve("r.json")).isNotEmptyFile();
  }

  @Test
  void unknownBenchmark_isNamed() throws Exception {
    Process process = java("NoSuchBenchmark");
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(said)
        .contains("no benchmark is called NoSuchBenchmark", "-l the names of the benchmarks");
  }

  private Process java(String... arguments) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path jar = Path.of("target", "benchmarks.jar").toAbsolutePath();
    ProcessBuilder command =
        new ProcessBuilder(java, "-Djmh.ignoreLock=true", "-jar", jar.toString());
    command.command().addAll(List.of(arguments));
    return command.directory(directory.toFile()).redirectErrorStream(true).start();
  }
}
