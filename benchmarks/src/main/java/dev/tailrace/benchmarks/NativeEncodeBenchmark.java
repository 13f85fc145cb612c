package dev.tailrace.benchmarks;

import dev.tailrace.schema.Event;
import dev.tailrace.serde.WireFormat;
import dev.tailrace.sink.clickhouse.BlockEncoder;
import dev.tailrace.sink.clickhouse.BlockPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// From a batch of records of the topic `events` to one block in ClickHouse's Native format, as an
/// INSERT sends it; without compression and the network.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NativeEncodeBenchmark {
  /// Rows of the batch.
  static final int ROWS = 10_000;

  private final byte[][] rows = rows();
  private final Event[] records = new Event[ROWS];
  private final BlockPlan plan = BlockPlan.of(EventsTable.layout(), Event.getClassSchema());
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private final SpecificDatumReader<Event> reader = new SpecificDatumReader<>(Event.class);
  private BinaryDecoder decoder;

  private static byte[][] rows() {
    EventRows rows = EventRows.registered();
    return Recording.rows(ROWS).stream().map(rows::encode).toArray(byte[][]::new);
  }

  /// What the sink does: from Avro bytes to columns without an object per row or value.
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public ByteArrayOutputStream encode() throws IOException {
    block.reset();
    BlockEncoder encoder = plan.acquire();
    for (byte[] row : rows) {
      encoder.append(row, WireFormat.HEADER_LENGTH);
    }
    encoder.writeTo(block);
    plan.release(encoder);
    return block;
  }

  /// Reference: Avro's own reader makes an instance of the generated class from the same bytes,
  /// which a sink of records does before it encodes anything.
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Event[] avroDecode() throws IOException {
    int start = WireFormat.HEADER_LENGTH;
    for (int i = 0; i < rows.length; i++) {
      decoder = DecoderFactory.get().binaryDecoder(rows[i], start, rows[i].length - start, decoder);
      records[i] = reader.read(null, decoder);
    }
    return records;
  }
}
