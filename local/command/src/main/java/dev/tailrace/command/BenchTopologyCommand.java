package dev.tailrace.command;

import dev.tailrace.bench.Shape;
import dev.tailrace.bench.TopologyBench;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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
      "  tailrace bench topology --events 20000000 --warm-up 4000000 --rounds 1",
      "  tailrace bench topology --rounds 1 --shapes 1x1,1x2,1x4,2x1",
    })
final class BenchTopologyCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often both run; the median counts. Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--shapes",
      paramLabel = "INSTANCESxTHREADS",
      split = ",",
      defaultValue = "1x2",
      converter = ShapeConverter.class,
      description = {
        "Processes of the topology and stream threads in each; of several, one after the other.",
        "Default: ${DEFAULT-VALUE}"
      })
  private List<Shape> shapes;

  @Mixin private SettingOptions set;
  @Mixin private BenchOptions bench;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    return bench.runOver(
        workload -> new TopologyBench(workload, rounds, shapes, set.settings()).run(output::say),
        output);
  }

  /// Reads a [Shape].
  static final class ShapeConverter implements ITypeConverter<Shape> {
    @Override
    public Shape convert(String text) {
      try {
        return Shape.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
