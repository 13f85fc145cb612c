package dev.tailrace.sink.r2;

import java.time.LocalDate;
import java.util.Optional;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/// A file that is in the bucket.
///
/// @param location whole address
/// @param bytes its size
/// @param day of its rows
/// @param facts which rows it holds
/// @param footer of a Parquet file
record StoredFile(
    String location,
    long bytes,
    LocalDate day,
    FileFacts facts,
    Optional<ParquetMetadata> footer) {}
