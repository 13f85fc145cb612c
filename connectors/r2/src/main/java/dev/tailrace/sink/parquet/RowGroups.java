package dev.tailrace.sink.parquet;

import java.io.IOException;
import java.util.Map;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;

/// The row groups of one file: gives out the columns of the open one, and writes it when it is
/// full. In place of Parquet's record writer, which takes every value through the tree of the
/// schema.
///
/// Not thread-safe.
final class RowGroups {
  private static final int ROWS_BETWEEN_LOOKS_AT_SIZE = 1_000;

  private final ParquetFileWriter file;
  private final MessageType message;
  private final ParquetProperties properties;
  private final ZstdCodecs codecs;
  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore store;
  private ColumnWriter[] columns;
  private int rows;

  /// @param properties with the rows of a group
  RowGroups(
      PositionOutputStream out, MessageType message, ParquetProperties properties, int zstdLevel)
      throws IOException {
    this.message = message;
    this.properties = properties;
    this.codecs = new ZstdCodecs(zstdLevel);
    this.file =
        new ParquetFileWriter(
            new OneStream(out),
            message,
            ParquetFileWriter.Mode.CREATE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
            null,
            properties);
    file.start();
    begin();
  }

  private void begin() {
    pages =
        new ColumnChunkPageWriteStore(
            codecs.getCompressor(CompressionCodecName.ZSTD),
            message,
            properties.getAllocator(),
            properties.getColumnIndexTruncateLength(),
            properties.getPageWriteChecksumEnabled());
    store = properties.newColumnWriteStore(message, pages, pages);
    columns =
        message.getColumns().stream().map(store::getColumnWriter).toArray(ColumnWriter[]::new);
    rows = 0;
  }

  /// The columns in the order of [MessageType#getColumns], until the row ends.
  ColumnWriter[] columns() {
    return columns;
  }

  /// Every column has its value of this row, or its null.
  void endRow() throws IOException {
    store.endRecord();
    rows++;
    boolean isLarge =
        rows % ROWS_BETWEEN_LOOKS_AT_SIZE == 0
            && store.getBufferedSize() >= ParquetWriter.DEFAULT_BLOCK_SIZE;
    if (rows >= properties.getRowGroupRowCountLimit() || isLarge) {
      end();
      begin();
    }
  }

  private void end() throws IOException {
    if (rows > 0) {
      file.startBlock(rows);
      store.flush();
      pages.flushToFileWriter(file);
      file.endBlock();
    }
    store.close();
    pages.close();
  }

  /// Writes what is open and the footer, and closes the stream.
  ParquetMetadata finish(Map<String, String> facts) throws IOException {
    end();
    file.end(facts);
    codecs.release();
    return file.getFooter();
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
