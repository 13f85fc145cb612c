package dev.tailrace.command;

import dev.tailrace.bench.PathBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tailrace bench path`.
@Command(
    name = "path",
    sortOptions = false,
    header = "The whole path into all stores, beside ClickHouse's own Kafka engine.",
    description = {
      "",
      "Over one topic of recorded events, one after the other: ClickHouse's Kafka table engine with"
          + " a materialized view that takes the JSON apart, at least once; the pipeline into"
          + " ClickHouse alone, exactly once; and the pipeline into ClickHouse, Parquet with its"
          + " Iceberg table, and Postgres."
    },
    optionListHeading = "%nOptions:%n")
final class BenchPathCommand implements Callable<Integer> {
  @Mixin private BenchOptions bench;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    return bench.runOver(workload -> new PathBench(workload).run(output::say), output);
  }
}
