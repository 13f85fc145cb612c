package dev.tailrace.sink.parquet;

import dev.tailrace.sink.avro.AvroCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.PositionOutputStream;

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
  private final AvroCursor cursor = new AvroCursor();

  private RowGroups groups;
  private int recordTime;
  private int recordTimeDefinition;
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
    return groups.finish(facts);
  }

  /// @param groupRows rows the row groups will have: as many different values their bloom filters
  ///     must hold
  private void write(int groupRows) throws IOException {
    if (groups == null) {
      groups = new RowGroups(out, columns.message(), properties(groupRows), settings.zstdLevel());
      if (shape.capturedField().isEmpty()) {
        recordTime = columns.numbers(shape.recordTimeColumn()).getFirst();
        recordTimeDefinition =
            columns.message().getColumns().get(recordTime).getMaxDefinitionLevel();
      }
    }
    List<Row> sorted = new ArrayList<>(waiting.values());
    Collections.sort(sorted);
    for (Row row : sorted) {
      write(row);
    }
    waiting.clear();
    waitingBytes = 0;
  }

  private void write(Row row) throws IOException {
    ColumnWriter[] to = groups.columns();
    cursor.reset(row.bytes(), row.start());
    for (FieldWriter field : row.reader().writers(columns)) {
      field.write(cursor, to, 0);
    }
    if (shape.capturedField().isEmpty()) {
      long micros = FieldWriters.micros(row.capturedMillis());
      to[recordTime].write(micros, 0, recordTimeDefinition);
    }
    groups.endRow();
  }

  private ParquetProperties properties(int groupRows) {
    ParquetProperties.Builder builder =
        ParquetProperties.builder()
            .withValuesWriterFactory(new TextDictionaries())
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
    return names.stream().filter(columns::has).toList();
  }
}
