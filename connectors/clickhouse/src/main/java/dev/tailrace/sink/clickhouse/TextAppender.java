package dev.tailrace.sink.clickhouse;

/// A column that takes text as UTF-8 bytes.
interface TextAppender {
  void append(byte[] from, int start, int length);
}
