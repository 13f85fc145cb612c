package dev.tailrace.reset;

import dev.tailrace.app.ApplicationReset;
import dev.tailrace.app.TailraceConfig;
import dev.tailrace.engines.FileTree;
import dev.tailrace.stack.Deletion;
import dev.tailrace.stack.ResetPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The reset of a pipeline at its addresses.
///
/// The stores are looked at and never emptied: what they hold may be older than what the raw topic
/// still has. A rebuild writes the rows of the raw topic again under new batch ids, new files and
/// new panes, which no sink recognises; so it is refused until the stores are empty.
public final class PipelineReset implements AutoCloseable {
  private final ApplicationReset application;
  private final StoreRemains remains;

  public PipelineReset(TailraceConfig config, StoreRemains remains) {
    this.application = ApplicationReset.open(config);
    this.remains = remains;
  }

  /// What there is to do now.
  public ResetPlan plan() {
    List<String> refusals = new ArrayList<>(application.running());
    refusals.addAll(remains.all());
    ApplicationReset.Plan found = application.plan();
    List<Deletion> deletions = new ArrayList<>();
    found.topics().forEach(topic -> deletions.add(new Deletion("topic", topic)));
    found.group().forEach(group -> deletions.add(new Deletion("group", group)));
    if (application.hasLocalState()) {
      deletions.add(new Deletion("folder", application.localState().toString()));
    }
    return new ResetPlan(
        refusals,
        deletions,
        List.of(
            "instances on other machines: delete %s there before they start"
                .formatted(application.localState()),
            "letters that were replayed before come back as letters: do not replay those again",
            "Postgres may stay as it is: mutations that come again change nothing"));
  }

  /// Deletes what the plan names.
  ///
  /// @param plan of a moment ago, that may run
  /// @param told of each thing before it is deleted
  public void execute(ResetPlan plan, Consumer<Deletion> told) {
    for (Deletion deletion : plan.deletions()) {
      told.accept(deletion);
      switch (deletion.kind()) {
        case "topic" ->
            application.execute(new ApplicationReset.Plan(List.of(deletion.name()), List.of()));
        case "group" ->
            application.execute(new ApplicationReset.Plan(List.of(), List.of(deletion.name())));
        default -> deleteState();
      }
    }
  }

  private void deleteState() {
    try {
      FileTree.delete(application.localState());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + application.localState() + ": " + e, e);
    }
  }

  @Override
  public void close() {
    application.close();
  }
}
