package dev.tailrace.engines;

import java.nio.file.Path;

/// The parent of a PostgreSQL server in a JVM that a test kills. Arguments: data directory, cache.
final class PostgresMain {
  private PostgresMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    var server = PostgresServer.start(Path.of(arguments[0]), Path.of(arguments[1]), 0);
    System.out.println("URL " + server.jdbcUrl());
    System.out.println("PID " + server.pid());
    Thread.currentThread().join();
  }
}
