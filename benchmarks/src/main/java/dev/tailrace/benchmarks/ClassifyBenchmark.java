package dev.tailrace.benchmarks;

import dev.tailrace.event.Classifier;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EnrichedEvent.Classification;
import dev.tailrace.event.Facts;
import dev.tailrace.event.Invocation;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// From the facts of a parsed event to its severity, category, error type and message.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ClassifyBenchmark {
  private final Facts[] facts = facts();
  private final Classification[] results = new Classification[Recording.EVENTS];

  private static Facts[] facts() {
    Invocation[] invocations = Recording.invocations();
    EnrichedEvent[] events = Recording.events();
    Facts[] facts = new Facts[Recording.EVENTS];
    for (int i = 0; i < facts.length; i++) {
      facts[i] =
          new Facts(
              events[i].outcome(),
              Objects.requireNonNullElse(events[i].result().status(), 0),
              invocations[i].exceptions(),
              invocations[i].logs());
    }
    return facts;
  }

  /// The rules, one after the other, until one holds.
  @Benchmark
  @OperationsPerInvocation(Recording.EVENTS)
  public Classification[] classify() {
    for (int i = 0; i < facts.length; i++) {
      results[i] = Classifier.classify(facts[i]);
    }
    return results;
  }
}
