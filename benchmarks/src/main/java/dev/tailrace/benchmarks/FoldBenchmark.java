package dev.tailrace.benchmarks;

import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.window.EventChunk;
import dev.tailrace.window.WindowFold;
import dev.tailrace.window.WindowLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// From enriched events to the sums of their windows, in the two steps of the topology: each event
/// is noted in a chunk, and about once a second the chunks are folded.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FoldBenchmark {
  /// How often the events are noted before they are folded: about what a busy task has in a second.
  static final int ROUNDS = 20;

  /// As large as the topology's.
  private static final int CHUNK_BYTES = 8 * 1024;

  private final EnrichedEvent[] events = Recording.events();

  /// Noted only.
  ///
  /// @return the chunks
  @Benchmark
  @OperationsPerInvocation(Recording.EVENTS * ROUNDS)
  public List<byte[]> append() {
    List<byte[]> chunks = new ArrayList<>();
    EventChunk chunk = newChunk();
    for (int round = 0; round < ROUNDS; round++) {
      for (EnrichedEvent event : events) {
        chunk.append(event);
        if (chunk.isFull()) {
          chunks.add(chunk.bytes());
          chunk = newChunk();
        }
      }
    }
    chunks.add(chunk.bytes());
    return chunks;
  }

  /// Noted and folded.
  @Benchmark
  @OperationsPerInvocation(Recording.EVENTS * ROUNDS)
  public WindowFold appendAndFold() {
    WindowFold fold = new WindowFold();
    append().forEach(fold::add);
    return fold;
  }

  private static EventChunk newChunk() {
    return new EventChunk(CHUNK_BYTES, WindowLimits.DEFAULT.graceMillis());
  }
}
