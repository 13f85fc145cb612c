package dev.tailrace.sink;

import java.util.List;

/// What the contract of upserts needs of a store: one table with the columns key, version and
/// count. If the store cuts its table by months, each key lies in a month of its own.
public interface UpsertStoreUnderTest extends AutoCloseable {
  /// A new connection to the store, which need not be running.
  UpsertSink connect();

  /// A record value in the form the sink reads: one state of a key.
  byte[] state(int key, long version, long count);

  /// A value that cannot be decoded.
  byte[] poison();

  /// What a reader sees now: `key version count` of each row, in the order of the keys. A row that
  /// is there twice is there twice.
  List<String> rows();

  void stop();

  void start();

  void dropTable();

  void createTable();

  @Override
  void close();
}
