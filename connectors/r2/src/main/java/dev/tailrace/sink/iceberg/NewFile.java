package dev.tailrace.sink.iceberg;

import java.time.LocalDate;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/// A file in the bucket that may or may not be in the table yet.
///
/// @param location whole address
/// @param bytes its size
/// @param day its partition of the table
/// @param firstOffset of its rows
/// @param lastOffset of its rows
/// @param footer column statistics and places of the row groups
public record NewFile(
    String location,
    long bytes,
    LocalDate day,
    long firstOffset,
    long lastOffset,
    ParquetMetadata footer) {}
