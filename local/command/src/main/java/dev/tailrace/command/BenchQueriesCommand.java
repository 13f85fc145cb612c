package dev.tailrace.command;

import dev.tailrace.bench.QueriesBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tailrace bench queries`.
@Command(
    name = "queries",
    sortOptions = false,
    header = "How long the documented queries take.",
    description = {
      "",
      "Brings recorded events through the pipeline into ClickHouse, repeats their rows over 29 days"
          + " until there are --events of them, and asks each query many times."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {"  tailrace bench queries --events 10000000"})
final class BenchQueriesCommand implements Callable<Integer> {
  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "300",
      description = "How often each query is asked. Default: ${DEFAULT-VALUE}")
  private int runs;

  @Mixin private BenchOptions bench;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    return bench.run(
        directory ->
            new QueriesBench(directory, bench.recorded(), bench.events(), runs, bench.jvmOptions())
                .run(output::say),
        output);
  }
}
