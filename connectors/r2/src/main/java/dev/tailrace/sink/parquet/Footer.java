package dev.tailrace.sink.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/// Reads footers from the last bytes of files.
///
/// Source of the format: Parquet format specification: a file ends with its metadata, the length
/// of that in four bytes, little endian, and `PAR1`.
public final class Footer {
  private static final int END_BYTES = 8;
  private static final int MAX_BYTES = 256 << 20;
  private static final byte[] MARK = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final String DAMAGED = "not a Parquet file, or a damaged one: move it away";

  private Footer() {}

  /// How many bytes at the end of the file its footer takes, the length and the mark included.
  ///
  /// @param tail the last bytes of the file, at least eight
  /// @throws IllegalArgumentException when they are not the end of a Parquet file
  public static int bytes(byte[] tail) {
    if (tail.length < END_BYTES || !Arrays.equals(tail, tail.length - 4, tail.length, MARK, 0, 4)) {
      throw new IllegalArgumentException(DAMAGED + ": it does not end with PAR1");
    }
    int length =
        ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - END_BYTES);
    if (length < 0 || length > MAX_BYTES) {
      throw new IllegalArgumentException(DAMAGED + ": its footer would have " + length + " bytes");
    }
    return END_BYTES + length;
  }

  /// The footer.
  ///
  /// @param tail the last bytes of the file, at least [#bytes] of them
  /// @throws IllegalArgumentException when they are not the end of a Parquet file
  public static ParquetMetadata parse(byte[] tail) {
    int length = bytes(tail) - END_BYTES;
    if (length > tail.length - END_BYTES) {
      throw new IllegalArgumentException(DAMAGED + ": it is shorter than its footer");
    }
    try {
      return new ParquetMetadataConverter()
          .readParquetMetadata(
              new ByteArrayInputStream(tail, tail.length - END_BYTES - length, length),
              ParquetMetadataConverter.NO_FILTER);
    } catch (IOException e) {
      throw new IllegalArgumentException(DAMAGED, e);
    }
  }
}
