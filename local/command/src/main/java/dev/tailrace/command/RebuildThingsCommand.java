package dev.tailrace.command;

import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.schema.ThingsSchema;
import dev.tailrace.rebuild.HistoryMutations;
import dev.tailrace.rebuild.ThingsRebuild;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.StackState;
import dev.tailrace.things.MutationRules;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tailrace rebuild-things`.
@Command(
    name = "rebuild-things",
    sortOptions = false,
    header = "Make the things in Postgres anew from their history in ClickHouse.",
    description = {
      "",
      "Makes the tables where they are missing and applies every mutation that the events in"
          + " ClickHouse have, by the rule of the sink: an empty database ends with the same rows;"
          + " in any other one nothing that is newer is lost, and what is there already stays as"
          + " it is. It may run beside the sink, and be run again when it broke off.",
      "",
      "ClickHouse keeps events for a time (30 days unless changed): a thing that changed last"
          + " before that is not in the history."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace rebuild-things",
      "      the running stack's Postgres",
      "  tailrace rebuild-things --postgres-url jdbc:postgresql://db:5432/tailrace",
      "      a database of your own, from the running stack's history"
    })
final class RebuildThingsCommand implements Callable<Integer> {
  private static final int PROGRESS_EVERY = 100_000;

  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;
  @Mixin private ClickHouseOptions clickHouse;
  @Mixin private PostgresOptions postgres;
  @Mixin private OutputOptions output;

  @Option(
      names = "--document-max-bytes",
      paramLabel = "N",
      defaultValue = "" + MutationRules.STANDARD_DOCUMENT_BYTES,
      description = {
        "The largest state of an entity, as postgres.document.max.bytes of the sink.",
        "Default: ${DEFAULT-VALUE}"
      })
  private int maxDocumentBytes;

  private long nextShown = PROGRESS_EVERY;

  @Override
  public Integer call() {
    Optional<StackState> stack = data.runningStack();
    Endpoint from =
        clickHouse
            .endpoint()
            .or(() -> stack.map(StackState::clickHouseUrl).map(Endpoint::of))
            .orElseThrow(() -> nowhere("--clickhouse-url"));
    PostgresAddress to =
        postgres
            .address()
            .or(() -> stack.flatMap(postgres::of))
            .orElseThrow(() -> nowhere("--postgres-url"));
    var _ = new ThingsSchema(to).apply();
    ThingsRebuild rebuild =
        new ThingsRebuild(
            new HistoryMutations(new ClickHouseHttp(from, clickHouse.database())),
            to,
            maxDocumentBytes,
            refusal -> output.err().println(refusal));
    ThingsRebuild.Result result = rebuild.run(this::show);
    print(to, result);
    return ExitCode.OK;
  }

  private ParameterException nowhere(String option) {
    return new ParameterException(
        spec.commandLine(),
        "no stack runs on "
            + data.directory()
            + ": start one (tailrace up), name its directory with --data, or name a server with "
            + option);
  }

  private void show(long mutations) {
    if (mutations >= nextShown) {
      output.err().printf("%,d mutations%n", mutations);
      output.err().flush();
      nextShown = mutations + PROGRESS_EVERY;
    }
  }

  private void print(PostgresAddress to, ThingsRebuild.Result result) {
    output.err().flush();
    if (output.isJson()) {
      output.printJson(result);
      return;
    }
    output
        .out()
        .printf(
            "%,d mutations applied to %s, %,d refused%n",
            result.mutations() - result.refused(), to.place(), result.refused());
    output.out().flush();
  }
}
