package dev.tailrace.command;

import dev.tailrace.letters.LetterText;
import dev.tailrace.lookup.Answer;
import dev.tailrace.lookup.HistoryStore;
import dev.tailrace.lookup.ThingLookup;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.ThingUrl;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tailrace thing`.
@Command(
    name = "thing",
    sortOptions = false,
    header = "Show a thing by its URL: its state, its relationships and its history.",
    description = {
      "",
      "The state comes from Postgres, the history from ClickHouse; with --at, both from ClickHouse,"
          + " as they were then. Asks the running stack; when none runs on the data directory,"
          + " starts the engines it needs alone for this one question.",
      "Exits with 1 when there is no such thing, or was none at that time."
    },
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace thing /en.wikipedia.org/Software_developer",
      "  tailrace thing /stripe.com/api/customers/cus%%5F123 --history 100",
      "      an underscore stands for a space, %%5F for an underscore",
      "  tailrace thing /shop.example.com/orders/1001 --at 2026-11-20T11:00:00Z",
      "  tailrace thing https://things.example.com/onet/15-1252.00 --at 2h --json"
    })
final class ThingCommand implements Callable<Integer> {
  private static final int MOST_TRIED = 10;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "URL",
      description = {
        "/ns/id, with or without a scheme and host before it.",
        "Of several things that it may mean, that with the longest ns is shown."
      })
  private String url;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      converter = TimeOrAgo.class,
      description = {
        "How it was then: 2026-11-20T11:00:00Z, or a while ago, such as 90m, 2h or 7d.",
        "Default: how it is now"
      })
  private Instant at;

  @Option(
      names = "--history",
      paramLabel = "N",
      defaultValue = "20",
      description = "Show the last N mutations. Default: ${DEFAULT-VALUE}")
  private int mostLines;

  @Option(
      names = "--relationships",
      paramLabel = "N",
      defaultValue = "100",
      description = "Show at most N relationships in each direction. Default: ${DEFAULT-VALUE}")
  private int mostRelationships;

  @Mixin private OutputOptions output;
  @Mixin private ThingStores stores;

  @Override
  public Integer call() {
    ThingLookup lookup = new ThingLookup(candidates(), mostLines, mostRelationships);
    Answer answer =
        at == null
            ? stores.onBoth(
                (clickHouse, postgres) -> lookup.now(postgres, new HistoryStore(clickHouse)))
            : stores.onClickHouse(clickHouse -> lookup.at(at, new HistoryStore(clickHouse)));
    if (output.isJson()) {
      output.printJson(new ThingJson(url, lookup.candidates(), Optional.ofNullable(at)).of(answer));
    } else {
      new ThingView(output.out(), Optional.ofNullable(at)).print(answer);
    }
    if (answer instanceof Answer.Unknown) {
      explain(lookup.candidates());
    }
    return answer instanceof Answer.Present ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<EntityKey> candidates() {
    if (mostLines < 0) {
      throw new ParameterException(
          spec.commandLine(), "--history is how many mutations to show, not " + mostLines);
    }
    if (mostRelationships < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--relationships is how many to show in each direction, at least 1, not "
              + mostRelationships);
    }
    try {
      return ThingUrl.typed(url);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), LetterText.line(e.getMessage()), e);
    }
  }

  private void explain(List<EntityKey> candidates) {
    String tried =
        candidates.stream()
            .limit(MOST_TRIED)
            .map(key -> "%n  ns %s, id %s".formatted(key.ns(), LetterText.line(key.id())))
            .collect(Collectors.joining());
    int untold = candidates.size() - MOST_TRIED;
    output
        .err()
        .println(
            "tailrace: nothing is known of %s; it was tried as%s%s"
                .formatted(
                    LetterText.line(url),
                    tried,
                    untold > 0 ? "%n  and %,d more".formatted(untold) : ""));
    output.err().println(remedy());
    output.err().flush();
  }

  private static String remedy() {
    return "Check the spelling, or search: tailrace query \"SELECT DISTINCT ns, id FROM"
        + " thing_history WHERE positionCaseInsensitive(id, 'part of it') > 0\"";
  }
}
