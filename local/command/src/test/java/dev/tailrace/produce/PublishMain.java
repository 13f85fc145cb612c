package dev.tailrace.produce;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// Publishes a file in a JVM of its own, which a test may kill. Arguments: broker, file.
final class PublishMain {
  private PublishMain() {}

  public static void main(String[] args) {
    PublishResult result =
        new ResumablePublish(PublishTarget.of(args[0], Optional.empty()), InstantSource.system())
            .publish(Path.of(args[1]), ResumablePublish.Mode.ONCE, new Progress());
    System.exit(result.complete() ? 0 : 1);
  }
}
