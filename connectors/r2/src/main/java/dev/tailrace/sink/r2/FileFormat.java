package dev.tailrace.sink.r2;

import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/// What the records of a topic become in files. Not thread-safe: one for each partition.
///
/// @param <E> a record that was looked at
interface FileFormat<E> {
  /// How keys end.
  String extension();

  /// Whether a record without a value is a row; if not, it only tells that time passed.
  boolean storesNulls();

  /// Looks at a record with a value.
  ///
  /// @throws InterruptedException when it had to wait and the wait was interrupted
  Checked<E> check(SinkRecord from) throws InterruptedException;

  /// When the record was captured, Unix epoch milliseconds.
  long capturedMillis(E entry);

  /// Begins a file.
  ///
  /// @param first the first row to come; it fits
  OpenFile<E> open(String key, E first) throws InterruptedException;

  /// Reads what an existing file tells of itself.
  Contents inspect(String key, long bytes) throws InterruptedException;

  /// What became of the look at a record.
  sealed interface Checked<E> {}

  record Taken<E>(E entry) implements Checked<E> {}

  /// No file can hold it.
  record Refused<E>(String why) implements Checked<E> {}

  /// What a file tells of itself.
  record Contents(FileFacts facts, Optional<ParquetMetadata> footer) {}

  /// What became of a file that was ended.
  ///
  /// @param put whether it is there because of this call
  /// @param bytes size of what this call would have put
  record Ended(Bucket.Put put, long bytes, Optional<ParquetMetadata> footer) {}

  /// A file while it grows. Nobody sees it before it is ended.
  interface OpenFile<E> {
    /// Whether the row can be in this file.
    boolean fits(E entry);

    /// Adds a row that fits. May wait for the bucket.
    void add(SinkRecord from, E entry) throws IOException;

    /// Whether it should be ended before it takes another row. Depends on its rows alone.
    boolean isFull();

    /// Puts it into the bucket, unless there is one of its key.
    Ended end(FileFacts facts) throws IOException;

    /// Gives it up.
    void abandon();
  }
}
