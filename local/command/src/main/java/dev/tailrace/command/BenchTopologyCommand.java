package dev.tailrace.command;

import dev.tailrace.bench.TopologyBench;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tailrace bench topology`.
@Command(
    name = "topology",
    sortOptions = false,
    header = "How fast the topology is, beside the bare hop from JSON to Avro.",
    description = {
      "",
      "Fills a topic with recorded events, each with fresh times and ids. Then a topology that only"
          + " turns JSON into Avro reads it, and after that the topology with everything it does;"
          + " both exactly once, with the same clients, one JVM beside the broker's."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace bench topology",
      "  tailrace bench topology --events 20000000 --rounds 1 --threads 4",
    })
final class BenchTopologyCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often both run; the median counts. Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Stream threads of each process. Default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "1",
      description = "Processes of the topology; the bare hop is one. Default: ${DEFAULT-VALUE}")
  private int instances;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "A setting of the topology, such as tailrace.kafka.producer.linger.ms=20; may be repeated."
      })
  private Map<String, String> settings = Map.of();

  @Mixin private BenchOptions bench;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    return bench.run(
        directory ->
            new TopologyBench(
                    directory,
                    bench.recorded(),
                    bench.events(),
                    rounds,
                    threads,
                    instances,
                    bench.jvmOptions(),
                    settings)
                .run(bench::say),
        output);
  }
}
