package dev.tailrace.engines;

import java.nio.file.Path;

/// A schema registry in a JVM that a test kills. Argument: journal.
final class RegistryMain {
  private RegistryMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    SchemaRegistryServer registry = SchemaRegistryServer.start(0, Path.of(arguments[0]));
    System.out.println("READY " + registry.url());
    Thread.currentThread().join();
  }
}
