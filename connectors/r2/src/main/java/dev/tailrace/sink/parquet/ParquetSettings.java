package dev.tailrace.sink.parquet;

/// How files are laid out.
///
/// @param rowGroupRows rows of a row group
/// @param sortRows rows that are sorted together at most
/// @param sortBytes bytes of Avro that are sorted together at most
/// @param zstdLevel 1 to 22
public record ParquetSettings(int rowGroupRows, int sortRows, long sortBytes, int zstdLevel) {
  /// Measured: docs/r2.md.
  public static final ParquetSettings DEFAULT = new ParquetSettings(100_000, 50_000, 16L << 20, 1);
}
