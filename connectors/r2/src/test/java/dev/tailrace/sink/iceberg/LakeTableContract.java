package dev.tailrace.sink.iceberg;

import static dev.tailrace.sink.iceberg.TestLake.DAY_COLUMN;
import static dev.tailrace.sink.iceberg.TestLake.columns;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// A new table for each test, on one server for all of a class.
abstract class LakeTableContract {
  static final String P = "kafka/events-0";
  static final String Q = "kafka/events-1";

  @TempDir static Path directory;
  static TestLake server;
  static Lake lake;
  String name;
  LakeTable table;

  @BeforeAll
  static void start() {
    server = new TestLake(directory);
    lake = server.connect();
  }

  @AfterAll
  static void stop() throws IOException {
    lake.close();
    server.close();
  }

  @BeforeEach
  void makeTable(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
    table = lake.table(name, columns(), DAY_COLUMN);
  }

  final Table seen() {
    return server.table(name);
  }
}
