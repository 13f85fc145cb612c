package dev.tailrace.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A process that does nothing but hold a user and mount namespace with a small file system in it.
/// It ends with this JVM, and the file system with it.
final class MountHolder implements AutoCloseable {
  private static final String READY = "ready";

  private final Process process;

  private MountHolder(Process process) {
    this.process = process;
  }

  /// Returns when the file system is there.
  ///
  /// @throws IOException when the machine does not permit it; the message is the program's own
  static MountHolder start(Path mountPoint, int megabytes) throws IOException {
    // Its input is a pipe to this JVM: when that ends, so does cat.
    String script =
        "mount -t tmpfs -o size=%dm tailrace \"$1\" && echo %s && exec cat"
            .formatted(megabytes, READY);
    Process process =
        new ProcessBuilder(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                script,
                "sh",
                mountPoint.toString())
            .redirectErrorStream(/* redirectErrorStream= */ true)
            .start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    String first = said.readLine();
    if (!READY.equals(first)) {
      process.destroy();
      throw new IOException(
          first == null ? "it ended" : first + said.lines().collect(Collectors.joining(" ")));
    }
    return new MountHolder(process);
  }

  List<String> commandPrefix() {
    return List.of(
        "nsenter",
        "--preserve-credentials",
        "--user",
        "--mount",
        "--target",
        Long.toString(process.pid()),
        "--");
  }

  Path seenFromOutside(Path mountPoint) {
    return Path.of("/proc/" + process.pid() + "/root").resolve(mountPoint.toString().substring(1));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
