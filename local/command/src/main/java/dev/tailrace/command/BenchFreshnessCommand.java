package dev.tailrace.command;

import dev.tailrace.bench.FreshnessBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tailrace bench freshness`.
@Command(
    name = "freshness",
    sortOptions = false,
    header = "How long it takes until a published event can be queried.",
    description = {
      "",
      "Publishes recorded events at a steady rate into the whole pipeline and asks ClickHouse, over"
          + " and over, how far it is."
    },
    optionListHeading = "%nOptions:%n")
final class BenchFreshnessCommand implements Callable<Integer> {
  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Events a second. Default: ${DEFAULT-VALUE}")
  private int eventsPerSecond;

  @Mixin private SettingOptions set;
  @Mixin private BenchOptions bench;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    return bench.runOver(
        workload -> new FreshnessBench(workload, eventsPerSecond, set.settings()).run(output::say),
        output);
  }
}
