package dev.tailrace.engines;

import java.nio.file.Path;

/// Unpacks PostgreSQL in a process of its own. Argument: cache directory.
final class UnpackMain {
  private UnpackMain() {}

  public static void main(String[] arguments) {
    var distribution =
        new PostgresDistribution(PostgresArchive.ofThisMachine(), Path.of(arguments[0]));
    System.out.println("STARTED");
    System.out.println("UNPACKED " + distribution.unpacked());
  }
}
