package dev.tailrace.command;

import dev.tailrace.app.TailraceConfig;
import dev.tailrace.lake.LakePlaces;
import dev.tailrace.reset.PipelineReset;
import dev.tailrace.reset.StoreRemains;
import dev.tailrace.stack.Deletion;
import dev.tailrace.stack.ResetPlan;
import dev.tailrace.stack.StackReset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tailrace reset`.
@Command(
    name = "reset",
    sortOptions = false,
    header = "Throw away what was made of the raw topic, so that it is made anew.",
    description = {
      "",
      "With nothing named: of the stopped stack on --data, everything but the raw topic, what is"
          + " remembered of publishing to it, and the schema registry.",
      "",
      "With a topology named: the topics it writes, its changelogs, its consumer group and its"
          + " local state; never the raw topic and never a store. Refused while the topology or a"
          + " sink runs, and while a store has rows, which a rebuild would double.",
      "",
      "Only says what it would do, unless --execute is given."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace reset --data /tmp/tailrace",
      "  tailrace reset --config tailrace.properties --clickhouse-url http://clickhouse:8123"
          + " --without-bucket --execute"
    })
final class ResetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--execute", description = "Do it, and name each thing that is deleted.")
  private boolean execute;

  @Mixin private TopologyOptions topology;
  @Mixin private DataOptions data;
  @Mixin private ClickHouseOptions clickHouse;

  @Option(
      names = "--without-clickhouse",
      description = "The topology's pipeline has no ClickHouse to look at.")
  private boolean withoutClickHouse;

  @Mixin private LakeOptions lake;

  @Option(
      names = "--without-bucket",
      description = "The topology's pipeline has no bucket and no Iceberg tables to look at.")
  private boolean withoutBucket;

  @Mixin private OutputOptions output;

  /// What `--json` prints.
  record Json(
      boolean executed, List<String> refusals, List<Deletion> deletions, List<String> notes) {}

  @Override
  public Integer call() {
    Optional<TailraceConfig> config = topology.config(Optional.empty());
    if (config.isEmpty()) {
      try (StackReset reset = StackReset.open(data.directory())) {
        return run(reset.plan(), reset::execute);
      }
    }
    try (PipelineReset reset = new PipelineReset(config.get(), stores())) {
      return run(reset.plan(), reset::execute);
    } catch (KafkaException e) {
      throw new IllegalStateException("Kafka does not allow the reset: " + e.getMessage(), e);
    }
  }

  private StoreRemains stores() {
    LakePlaces places = lake.named();
    if (clickHouse.endpoint().isPresent() == withoutClickHouse) {
      throw new ParameterException(
          spec.commandLine(),
          "say where ClickHouse is (--clickhouse-url), or --without-clickhouse");
    }
    if (places.bucket().isPresent() == withoutBucket) {
      throw new ParameterException(
          spec.commandLine(), "say where the files are (--bucket), or --without-bucket");
    }
    return new StoreRemains(clickHouse.endpoint(), clickHouse.database(), places);
  }

  private int run(ResetPlan plan, BiConsumer<ResetPlan, Consumer<Deletion>> execution) {
    boolean runs = execute && plan.mayRun();
    if (!output.isJson()) {
      plan.refusals().forEach(why -> output.out().println("refused: " + why));
    }
    if (runs) {
      execution.accept(plan, deletion -> tell("deleting", deletion));
    } else {
      plan.deletions().forEach(deletion -> tell("would delete", deletion));
    }
    if (output.isJson()) {
      output.printJson(new Json(runs, plan.refusals(), plan.deletions(), plan.notes()));
    } else {
      plan.notes().forEach(note -> output.out().println("note: " + note));
      output.out().println(runs ? "done" : "nothing was deleted" + hint(plan));
      output.out().flush();
    }
    return plan.mayRun() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String hint(ResetPlan plan) {
    return plan.mayRun() ? "; --execute does it" : "";
  }

  private void tell(String doing, Deletion deletion) {
    if (!output.isJson()) {
      output.out().printf("%s %s %s%n", doing, deletion.kind(), deletion.name());
      output.out().flush();
    }
  }
}
