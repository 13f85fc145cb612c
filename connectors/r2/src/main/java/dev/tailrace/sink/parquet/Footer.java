package dev.tailrace.sink.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/// Reads footers from the last bytes of files.
///
/// Source of the format: Parquet format specification: a file ends with its metadata, the length
/// of that in four bytes, little endian, and `PAR1`.
public final class Footer {
  private static final int END_BYTES = 8;

  private Footer() {}

  /// How many bytes at the end of the file its footer takes, the length and the mark included.
  ///
  /// @param tail the last bytes of the file, at least eight
  public static int bytes(byte[] tail) {
    return END_BYTES
        + ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - END_BYTES);
  }

  /// The footer.
  ///
  /// @param tail the last bytes of the file, at least [#bytes] of them
  public static ParquetMetadata parse(byte[] tail) {
    int length = bytes(tail) - END_BYTES;
    try {
      return new ParquetMetadataConverter()
          .readParquetMetadata(
              new ByteArrayInputStream(tail, tail.length - END_BYTES - length, length),
              ParquetMetadataConverter.NO_FILTER);
    } catch (IOException e) {
      throw new UncheckedIOException("the footer is damaged", e);
    }
  }
}
