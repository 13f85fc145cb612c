package dev.tailrace.engines;

import java.nio.file.Path;
import java.util.Map;

/// A broker in a JVM that a test kills. Arguments: directory, port.
final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    var broker = KafkaBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Map.of());
    System.out.println("READY " + broker.bootstrapServers());
    Thread.currentThread().join();
  }
}
