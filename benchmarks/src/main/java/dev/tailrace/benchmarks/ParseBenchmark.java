package dev.tailrace.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.tailrace.event.Parsed;
import dev.tailrace.event.TailEventParser;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// From the bytes of a raw record to an invocation.
///
/// The results are kept, here and in the other benchmarks, until the next call overwrites them: an
/// object that goes nowhere need not be made.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParseBenchmark {
  private final byte[][] values = Recording.values();
  private final Parsed[] results = new Parsed[Recording.EVENTS];
  private final TailEventParser parser = new TailEventParser();
  private final JsonFactory jackson = new JsonFactory();

  /// What the topology does: every column read, long texts kept as views.
  @Benchmark
  @OperationsPerInvocation(Recording.EVENTS)
  public Parsed[] parse() {
    for (int i = 0; i < values.length; i++) {
      results[i] = parser.parse(values[i]);
    }
    return results;
  }

  /// Reference: Jackson's streaming parser walks over all tokens of the same bytes. It is asked for
  /// no value, so it decodes no text but the names of fields, and makes no object of an event.
  ///
  /// @return the number of tokens
  @Benchmark
  @OperationsPerInvocation(Recording.EVENTS)
  public long jacksonTokens() throws IOException {
    long tokens = 0;
    for (byte[] value : values) {
      try (JsonParser json = jackson.createParser(value)) {
        while (json.nextToken() != null) {
          tokens++;
        }
      }
    }
    return tokens;
  }
}
