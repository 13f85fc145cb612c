package dev.tailrace.benchmarks;

import dev.tailrace.event.Enriched;
import dev.tailrace.event.Enricher;
import dev.tailrace.event.Invocation;
import dev.tailrace.event.RawRecord;
import dev.tailrace.event.TailEventParser;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// From a raw record to the rows and mutations it stands for: all that the topology does to an
/// event before it is sealed and encoded.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EnrichBenchmark {
  private final byte[][] values = Recording.values();
  private final Invocation[] invocations = Recording.invocations();
  private final RawRecord[] sources =
      IntStream.range(0, Recording.EVENTS).mapToObj(Recording::source).toArray(RawRecord[]::new);
  private final Enriched[] results = new Enriched[Recording.EVENTS];
  private final TailEventParser parser = new TailEventParser();
  private final Enricher enricher = new Enricher();

  /// Parsed, classified and enriched, mutations read.
  @Benchmark
  @OperationsPerInvocation(Recording.EVENTS)
  public Enriched[] parseAndEnrich() {
    for (int i = 0; i < values.length; i++) {
      results[i] = enricher.enrich(Recording.invocation(parser.parse(values[i])), sources[i]);
    }
    return results;
  }

  /// The same without parsing.
  @Benchmark
  @OperationsPerInvocation(Recording.EVENTS)
  public Enriched[] enrich() {
    for (int i = 0; i < invocations.length; i++) {
      results[i] = enricher.enrich(invocations[i], sources[i]);
    }
    return results;
  }
}
