package dev.tailrace.command;

import dev.tailrace.cost.CostModel;
import dev.tailrace.cost.Estimate;
import dev.tailrace.cost.PriceList;
import dev.tailrace.cost.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tailrace cost`.
@Command(
    name = "cost",
    sortOptions = false,
    header = "Reckon what R2, ClickHouse and Postgres cost in a month.",
    description = {
      "",
      "Without options: the three documented scenarios beside each other. Each line has its"
          + " quantity, its unit price and its US dollars; docs/cost.md tells how the quantities"
          + " come about. Writes to R2 go by files, not by events; what they would cost by events"
          + " is shown below the total.",
      "",
      "A month has 30 days, a GB 10^9 bytes. Free allowances are not taken off. Kafka and the"
          + " machines that Tailrace itself runs on are left out."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace cost",
      "  tailrace cost --events-per-day 3000000 --bytes 1500 --retention 90",
      "  tailrace cost --roll PT30M",
      "      fewer and larger files, which are there later",
      "  tailrace cost --print-prices > prices.json",
      "  tailrace cost --prices prices.json --json"
    })
final class CostCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkloadOptions workload;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "Prices of your own, as JSON; one that is not in it is as documented.")
  private Path prices;

  @Option(
      names = "--print-prices",
      description = "Print the documented prices, their sources and dates, and nothing else.")
  private boolean printPrices;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    if (printPrices) {
      output.out().print(PriceList.resource());
      output.out().flush();
      return ExitCode.OK;
    }
    Map<String, Estimate> estimates = estimates();
    if (output.isJson()) {
      output.printJson(CostJson.of(estimates));
    } else {
      output.out().print(CostTable.of(estimates));
      output.out().flush();
    }
    return ExitCode.OK;
  }

  /// By the names of their scenarios.
  private Map<String, Estimate> estimates() {
    try {
      CostModel model = new CostModel(priceList());
      Map<String, Estimate> estimates = new LinkedHashMap<>();
      for (Scenario scenario : workload.scenarios()) {
        estimates.put(scenario.name(), model.estimate(scenario.workload()));
      }
      return estimates;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private PriceList priceList() {
    PriceList documented = PriceList.documented();
    if (prices == null) {
      return documented;
    }
    try {
      return documented.with(prices.toString(), Files.readString(prices));
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--prices: %s cannot be read as text; --print-prices prints one to begin with"
              .formatted(prices),
          e);
    }
  }
}
