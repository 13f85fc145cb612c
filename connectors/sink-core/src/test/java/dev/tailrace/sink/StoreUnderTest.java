package dev.tailrace.sink;

import java.util.List;

/// What the contract needs of a store: one table with the columns batch id, partition and number.
public interface StoreUnderTest extends AutoCloseable {
  /// A new connection to the store, which need not be running.
  RowSink connect();

  /// A record value in the form the sink reads.
  byte[] row(String batchId, int partition, long number);

  /// A row of a later schema, which has a field `note`.
  byte[] rowWithNote(String batchId, int partition, long number, String note);

  /// A value that cannot be decoded.
  byte[] poison();

  /// All stored numbers in order; one that is stored twice is there twice.
  List<Long> numbers();

  /// All notes that are stored, in order.
  List<String> notes();

  void addNoteColumn();

  /// Removes rows as a crash of the store may: they are gone, its memory of their batches is not.
  void loseRows(long firstNumber, long endNumber);

  /// Makes the store forget which batches it saw, as time does; what is stored stays.
  void outliveDeduplicationWindow();

  void stop();

  void start();

  void dropTable();

  void createTable();

  @Override
  void close();
}
