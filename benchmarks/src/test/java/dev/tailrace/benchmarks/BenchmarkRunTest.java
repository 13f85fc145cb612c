package dev.tailrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/// The benchmarks as JMH runs them, each once and in this JVM.
class BenchmarkRunTest {
  @TempDir Path directory;

  @Test
  void run_givesTimeAndAllocationOfEveryBenchmark() throws Exception {
    Path json = directory.resolve("result.json");
    CommandLineOptions given =
        new CommandLineOptions(
            "-f",
            "0",
            "-wi",
            "0",
            "-i",
            "1",
            "-bm",
            "ss",
            "-foe",
            "true",
            "-v",
            "SILENT",
            "-rff",
            json.toString());

    Collection<RunResult> results = Benchmarks.run(given);

    assertThat(results)
        .extracting(it -> it.getParams().getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1"))
        .containsExactlyInAnyOrder(
            "AvroEncodeBenchmark.avroGeneric",
            "AvroEncodeBenchmark.avroSpecific",
            "AvroEncodeBenchmark.encode",
            "ClassifyBenchmark.classify",
            "EnrichBenchmark.enrich",
            "EnrichBenchmark.parseAndEnrich",
            "FoldBenchmark.append",
            "FoldBenchmark.appendAndFold",
            "NativeEncodeBenchmark.avroDecode",
            "NativeEncodeBenchmark.encode",
            "ParseBenchmark.jacksonTokens",
            "ParseBenchmark.parse");
    assertThat(results)
        .allSatisfy(
            it -> {
              assertThat(it.getPrimaryResult().getScoreUnit()).isEqualTo("ns/op");
              assertThat(it.getSecondaryResults())
                  .containsKeys("gc.alloc.rate.norm", "cpu.time.norm");
            });
    assertThat(new ObjectMapper().readValue(json.toFile(), JsonNode[].class)).hasSize(12);
  }

  @Test
  void forks_getTheFlagsOfTheProject() throws Exception {
    assertThat(List.of(Benchmarks.jvmFlags()))
        .contains("--enable-native-access=ALL-UNNAMED", "-Xmx1g")
        .noneMatch(flag -> flag.contains("$"));
  }
}
