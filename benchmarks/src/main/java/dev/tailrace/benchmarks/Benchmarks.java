package dev.tailrace.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs the benchmarks. All options are JMH's; what is not given is chosen so that a run takes a
/// few minutes and tells time, processor time and allocation per event. Besides the table it writes
/// benchmarks.json, next to the jar.
public final class Benchmarks {
  private static final int FORKS = 1;
  private static final int WARMUPS = 3;
  private static final int MEASUREMENTS = 5;
  private static final TimeValue ITERATION = TimeValue.seconds(2);

  /// Of one size from the start, so that no iteration pays for a heap that grows.
  private static final String HEAP = "-Xms1g -Xmx1g";

  private Benchmarks() {}

  public static void main(String[] arguments) throws Exception {
    String[] jmhArguments =
        Arrays.stream(arguments).map(it -> it.equals("--help") ? "-h" : it).toArray(String[]::new);
    try {
      CommandLineOptions given = new CommandLineOptions(jmhArguments);
      if (asksForInformation(given)) {
        Main.main(jmhArguments);
      } else {
        run(given);
      }
    } catch (NoBenchmarksException _) {
      fail("no benchmark is called " + String.join(" ", arguments));
    } catch (CommandLineOptionException | RunnerException e) {
      fail(e.getMessage());
    }
  }

  private static void fail(String why) {
    System.err.printf(
        "benchmarks: %s%n--help shows the options, -l the names of the benchmarks.%n", why);
    System.exit(2);
  }

  /// Measures what the options select.
  static Collection<RunResult> run(CommandLineOptions given)
      throws RunnerException, CommandLineOptionException, IOException, URISyntaxException {
    return new Runner(withDefaults(given)).run();
  }

  private static boolean asksForInformation(CommandLineOptions given) {
    return given.shouldHelp()
        || given.shouldList()
        || given.shouldListWithParams()
        || given.shouldListProfilers()
        || given.shouldListResultFormats();
  }

  private static Options withDefaults(CommandLineOptions given)
      throws CommandLineOptionException, IOException, URISyntaxException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(given)
            .forks(given.getForkCount().orElse(FORKS))
            .warmupIterations(given.getWarmupIterations().orElse(WARMUPS))
            .warmupTime(given.getWarmupTime().orElse(ITERATION))
            .measurementIterations(given.getMeasurementIterations().orElse(MEASUREMENTS))
            .measurementTime(given.getMeasurementTime().orElse(ITERATION))
            .shouldFailOnError(given.shouldFailOnError().orElse(true))
            .jvmArgsPrepend(jvmFlags())
            .resultFormat(given.getResultFormat().orElse(ResultFormatType.JSON))
            .result(given.getResult().orElse(besideTheJar("benchmarks.json")));
    if (given.getProfilers().isEmpty()) {
      options.addProfiler(GCProfiler.class).addProfiler(ProcessorTimeProfiler.class);
    }
    return options.build();
  }

  /// Flags of the JVMs that measure.
  static String[] jvmFlags() throws IOException {
    String file = "jvm-flags.txt";
    try (InputStream in =
        Objects.requireNonNull(Benchmarks.class.getResourceAsStream(file), file)) {
      String flags = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return (flags + " " + HEAP).split(" ", -1);
    }
  }

  private static String besideTheJar(String file) throws URISyntaxException {
    return Path.of(Benchmarks.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .resolveSibling(file)
        .toString();
  }
}
