package dev.tailrace.command;

import dev.tailrace.bench.BenchReport;
import dev.tailrace.bench.Workload;
import dev.tailrace.engines.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What all benchmarks of speed have in common.
final class BenchOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "How many events are measured. Default: ${DEFAULT-VALUE}")
  private long events;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = {
        "How many events go first, so that compiled code is measured. Default: twice --events"
      })
  private Long warmUp;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = {
        "Recorded events, a JSON object in each line, gzipped; they are used in turn.",
        "Default: the bundled ones"
      })
  private Path input;

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description = {
        "An option for the JVMs that are measured, such as -XX:+UseParallelGC; may be repeated.",
        "Default: -Xmx1g"
      })
  private List<String> jvmOptions = List.of("-Xmx1g");

  List<String> jvmOptions() {
    return jvmOptions;
  }

  long events() {
    if (events < 1) {
      throw new ParameterException(
          spec.commandLine(), "--events is " + events + "; it must be at least 1");
    }
    return events;
  }

  Path recorded() {
    return input == null ? SampleFile.path() : input;
  }

  private Workload workload(Path directory) {
    long first = warmUp == null ? 2 * events() : warmUp;
    if (first < 0) {
      throw new ParameterException(
          spec.commandLine(), "--warm-up is " + first + "; it must be at least 0");
    }
    return new Workload(directory, recorded(), first, events(), jvmOptions);
  }

  /// Runs a benchmark over a workload in a directory that is gone afterwards, and prints what it
  /// found.
  int runOver(Function<Workload, BenchReport> benchmark, OutputOptions output) {
    return run(directory -> benchmark.apply(workload(directory)), output);
  }

  /// Runs a benchmark in a directory that is gone afterwards, and prints what it found.
  int run(Function<Path, BenchReport> benchmark, OutputOptions output) {
    Path directory = directory();
    BenchReport report;
    try {
      report = benchmark.apply(directory);
    } finally {
      delete(directory);
    }
    if (output.isJson()) {
      output.printJson(report.data());
    } else {
      output.out().print(report.text());
      output.out().flush();
    }
    return ExitCode.OK;
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory("tailrace-bench");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for the benchmark", e);
    }
  }

  private static void delete(Path directory) {
    try {
      FileTree.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }
}
