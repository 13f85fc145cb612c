package dev.tailrace.command;

import dev.tailrace.letters.Letter;
import dev.tailrace.letters.LetterFilter;
import dev.tailrace.letters.LetterSource;
import dev.tailrace.letters.LetterSummary;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tailrace dlq list`.
@Command(
    name = "list",
    sortOptions = false,
    header = "List dead letters, the oldest first.",
    description = {"", "Each has an id, its position on the dead-letter topic."},
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace dlq list --since 2h",
      "  tailrace dlq list --reason not-json --json | jq -r .id",
      "  tailrace dlq list --summary"
    })
final class DlqListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LetterFilterOptions filter;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many to list at most. Default: ${DEFAULT-VALUE}")
  private long limit;

  @Option(names = "--summary", description = "Count them by reason instead.")
  private boolean summary;

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Mixin private LetterSourceOptions source;

  @Override
  public Integer call() {
    if (limit < 0) {
      throw new ParameterException(spec.commandLine(), "--limit is " + limit + ", below 0");
    }
    LetterFilter wanted = filter.filter();
    PrintWriter out = spec.commandLine().getOut();
    LetterTable table =
        json
            ? LetterTable.json(out)
            : Terminal.showsOutput() ? LetterTable.forTerminal(out) : LetterTable.plain(out);
    try (LetterSource letters = source.open()) {
      if (summary) {
        LetterSummary counts = new LetterSummary();
        letters.forEach(wanted, counts::add);
        table.summary(counts.lines());
      } else {
        list(letters, wanted, table);
      }
    }
    out.flush();
    return ExitCode.OK;
  }

  private void list(LetterSource letters, LetterFilter wanted, LetterTable table) {
    Listing listing = new Listing(table);
    letters.forEach(wanted, listing::add);
    PrintWriter err = spec.commandLine().getErr();
    if (listing.count == 0) {
      err.println("no dead letter on " + letters.name() + (filter.isGiven() ? " matches" : ""));
    } else if (listing.count > limit) {
      err.printf("%,d more: raise --limit, or narrow it by time%n", listing.count - limit);
    }
    err.flush();
  }

  private final class Listing {
    private final LetterTable table;
    private long count;

    Listing(LetterTable table) {
      this.table = table;
    }

    void add(Letter letter) {
      if (count++ < limit) {
        table.row(letter);
      }
    }
  }
}
