package dev.tailrace.engines;

import java.nio.file.Path;

/// The parent of a ClickHouse server in a JVM that a test kills. Argument: directory.
final class ClickHouseMain {
  private ClickHouseMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    var server = ClickHouseServer.start(Path.of(arguments[0]), 0);
    System.out.println("URL " + server.url());
    System.out.println("PID " + server.pid());
    Thread.currentThread().join();
  }
}
