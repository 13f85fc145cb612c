package dev.tailrace.sink.parquet;

import dev.tailrace.sink.avro.AvroCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.RecordConsumer;

/// A Parquet file that grows. Rows are collected, sorted by what they are looked up by, and
/// written row group by row group, so memory is bounded however many rows come. The same rows give
/// the same bytes.
///
/// Not thread-safe.
public final class ParquetFile {
  private static final double FALSE_POSITIVES = 0.01;
  private static final int PAGE_ROWS = 20_000;

  /// Statistics of texts are cut to so many bytes.
  private static final int STATISTICS_BYTES = 64;

  private final PositionOutputStream out;
  private final FileColumns columns;
  private final RowShape shape;
  private final ParquetSettings settings;
  private final Map<Object, Row> waiting = new HashMap<>();
  private final Rows support = new Rows();

  private ParquetWriter<Row> writer;
  private long waitingBytes;
  private long rows;

  /// @param out is written to row group by row group, and closed by [#finish]
  public ParquetFile(
      PositionOutputStream out, FileColumns columns, RowShape shape, ParquetSettings settings) {
    this.out = out;
    this.columns = columns;
    this.shape = shape;
    this.settings = settings;
  }

  /// True when every field of the row has a column here.
  public boolean fits(Row row) {
    return row.reader().fits(columns);
  }

  /// Adds a row that fits. A row with its key that is still in memory gives way.
  ///
  /// @throws IOException what writing to the stream throws
  public void add(Row row) throws IOException {
    Row replaced = waiting.put(row.identity(), row);
    waitingBytes += row.bytes().length - (replaced == null ? 0 : replaced.bytes().length);
    rows += replaced == null ? 1 : 0;
    if (waiting.size() >= settings.sortRows() || waitingBytes >= settings.sortBytes()) {
      write(settings.rowGroupRows());
    }
  }

  /// Rows the file has so far.
  public long rows() {
    return rows;
  }

  /// Writes the rest and the footer, and closes the stream.
  ///
  /// @param facts go into the footer as they are
  public ParquetMetadata finish(Map<String, String> facts) throws IOException {
    write(waiting.size());
    support.facts = Map.copyOf(facts);
    writer.close();
    return writer.getFooter();
  }

  /// @param groupRows rows the row groups will have: as many different values their bloom filters
  ///     must hold
  private void write(int groupRows) throws IOException {
    if (writer == null) {
      writer = open(groupRows);
    }
    List<Row> sorted = new ArrayList<>(waiting.values());
    Collections.sort(sorted);
    for (Row row : sorted) {
      writer.write(row);
    }
    waiting.clear();
    waitingBytes = 0;
  }

  private ParquetWriter<Row> open(int groupRows) throws IOException {
    Builder builder =
        new Builder(new OneStream(out), support)
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withCodecFactory(new ZstdCodecs(settings.zstdLevel()))
            .withRowGroupRowCountLimit(settings.rowGroupRows())
            .withPageRowCountLimit(PAGE_ROWS)
            .withStatisticsTruncateLength(STATISTICS_BYTES);
    for (String column : present(shape.hardlyRepeats())) {
      builder = builder.withDictionaryEncoding(column, false);
    }
    // Values that are looked up are all different.
    for (String column : present(shape.looksUpBy())) {
      builder =
          builder
              .withDictionaryEncoding(column, false)
              .withBloomFilterEnabled(column, true)
              .withBloomFilterNDV(column, Math.max(1, groupRows))
              .withBloomFilterFPP(column, FALSE_POSITIVES);
    }
    return builder.build();
  }

  private List<String> present(Set<String> names) {
    return names.stream().filter(name -> columns.index(name).isPresent()).toList();
  }

  /// Gives rows to Parquet column by column.
  private final class Rows extends WriteSupport<Row> {
    private final AvroCursor cursor = new AvroCursor();
    private RecordConsumer consumer;
    private Map<String, String> facts = Map.of();

    @Override
    @SuppressWarnings("deprecation") // abstract in the superclass, and never called
    public WriteContext init(Configuration ignored) {
      return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration ignored) {
      return context();
    }

    private WriteContext context() {
      return new WriteContext(columns.message(), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer to) {
      consumer = to;
    }

    @Override
    public void write(Row row) {
      cursor.reset(row.bytes(), row.start());
      consumer.startMessage();
      for (FieldWriter field : row.reader().writers(columns)) {
        field.write(cursor, consumer);
      }
      if (shape.capturedField().isEmpty()) {
        int index = columns.index(shape.recordTimeColumn()).orElseThrow();
        consumer.startField(shape.recordTimeColumn(), index);
        consumer.addLong(FieldWriters.micros(row.capturedMillis()));
        consumer.endField(shape.recordTimeColumn(), index);
      }
      consumer.endMessage();
    }

    @Override
    public FinalizedWriteContext finalizeWrite() {
      return new FinalizedWriteContext(facts);
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
    private final WriteSupport<Row> support;

    Builder(OutputFile file, WriteSupport<Row> support) {
      super(file);
      this.support = support;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the superclass, and never called
    protected WriteSupport<Row> getWriteSupport(Configuration ignored) {
      return support;
    }

    @Override
    protected WriteSupport<Row> getWriteSupport(ParquetConfiguration ignored) {
      return support;
    }
  }

  /// A file that is one stream and can be opened once.
  private record OneStream(PositionOutputStream stream) implements OutputFile {
    @Override
    public PositionOutputStream create(long ignored) {
      return stream;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long ignored) {
      return stream;
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
