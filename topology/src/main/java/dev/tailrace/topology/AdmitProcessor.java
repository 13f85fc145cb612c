package dev.tailrace.topology;

import dev.tailrace.event.Enriched;
import dev.tailrace.event.MutationResult;
import dev.tailrace.metrics.Tally;
import dev.tailrace.topology.Verdict.DeadLetter;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/// Sends every verdict on its way and counts what leaves the main road. Stops the application when
/// the dead letters pass their budget: the record that breaks it stays uncommitted.
///
/// Mutation messages that break their contract are counted, but weigh nothing in the budget: they
/// are one worker's mistake, and the invocation around them was read well.
final class AdmitProcessor implements Processor<byte[], Verdict, byte[], Object> {
  private final DeadLetterLimits limits;
  private final TopologyCounts counts;
  private ProcessorContext<byte[], Object> context;
  private Refusals refusals;
  private DeadLetterBudget budget;
  private int partition;
  private Tally in;
  private Tally truncated;

  AdmitProcessor(DeadLetterLimits limits, TopologyCounts counts) {
    this.limits = limits;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> context) {
    this.context = context;
    this.partition = context.taskId().partition();
    this.in = counts.in(partition);
    this.truncated = counts.loss(TelemetryLoss.TRUNCATED, partition);
    this.refusals = new Refusals(context.getStateStore(Refusals.STORE));
    this.budget = DeadLetterBudget.resume(limits, refusals.budget());
  }

  @Override
  public void process(Record<byte[], Verdict> record) {
    in.add();
    switch (record.value()) {
      case Verdict.Accepted(Enriched enriched) -> {
        accepted();
        admit(record, enriched);
      }
      case Verdict.Noticed(String type) -> {
        accepted();
        refusals.countNotice(type);
        counts.loss(TelemetryLoss.ofNotice(type), partition).add();
      }
      case Verdict.Refused(DeadLetter letter) -> {
        bury(record, letter);
        charge(letter);
      }
    }
  }

  private void admit(Record<byte[], Verdict> record, Enriched enriched) {
    if (enriched.event().result().truncated()) {
      truncated.add();
    }
    context.forward(record.<Object>withValue(enriched), Step.SEAL);
    context.forward(record.<Object>withValue(enriched), Step.FOLD);
    for (MutationResult mutation : enriched.mutations()) {
      switch (mutation) {
        case MutationResult.Accepted accepted ->
            context.forward(record.<Object>withValue(accepted.mutation()), Step.MUTATIONS);
        case MutationResult.Rejected rejected ->
            bury(
                record,
                new DeadLetter(
                    rejected.reason(), rejected.message(), rejected.original().toByteArray()));
      }
    }
  }

  private void bury(Record<byte[], Verdict> record, DeadLetter letter) {
    refusals.countDeadLetter(letter.reason());
    counts.deadLetters(letter.reason(), partition).add();
    context.forward(record.<Object>withValue(letter), Step.DEAD_LETTERS);
  }

  private void accepted() {
    if (budget.accepted()) {
      refusals.keepBudget(budget.state());
    }
  }

  private void charge(DeadLetter letter) {
    budget
        .refused()
        .ifPresent(
            broken -> {
              throw new DeadLetterBudgetExceededException(
                  broken, position(), letter.reason().code() + ": " + letter.message());
            });
    refusals.keepBudget(budget.state());
  }

  private String position() {
    return context
        .recordMetadata()
        .map(m -> m.topic() + "-" + m.partition() + " at offset " + m.offset())
        .orElse("an unknown position");
  }
}
