package dev.tailrace.engines;

import java.nio.file.Path;
import java.util.List;

/// An S3 server in a JVM that a test kills. Arguments: directory, bucket.
final class S3Main {
  private S3Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    S3Server server = S3Server.start(0, Path.of(arguments[0]), List.of(arguments[1]));
    System.out.println("READY " + server.url());
    Thread.currentThread().join();
  }
}
