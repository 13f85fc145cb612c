package dev.tailrace.command;

import dev.tailrace.bench.SinkBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tailrace bench sink`.
@Command(
    name = "sink",
    sortOptions = false,
    header = "What the ClickHouse sink costs, beside what ClickHouse itself needs.",
    description = {
      "",
      "Fills a topic with sealed events, then lets the sink bring them into an empty table."
    },
    optionListHeading = "%nOptions:%n")
final class BenchSinkCommand implements Callable<Integer> {
  @Mixin private BenchOptions bench;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    return bench.runOver(workload -> new SinkBench(workload).run(output::say), output);
  }
}
