package dev.tailrace.engines;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/// The command that runs [ClickHouseProcess] on the JDK this JVM runs on.
final class ClickHouseCommand {
  private static final List<String> JVM_FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          // The JVM of the child only waits; the engine's memory is not on the heap.
          "-Xmx32m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData");

  /// What a user sets for programs of their own must not change this one.
  private static final List<String> FOREIGN_OPTIONS =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

  private ClickHouseCommand() {}

  /// Not started yet. Standard input and output are pipes, standard error goes to the process log.
  static ProcessBuilder of(ClickHouseFiles files, int httpPort, Path library) {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    ProcessHandle self = ProcessHandle.current();
    command.addAll(
        List.of(
            "-cp",
            classPath(),
            ClickHouseProcess.class.getName(),
            library.toString(),
            files.directory().toString(),
            Integer.toString(httpPort),
            Long.toString(self.pid()),
            LockOwner.startOf(self).toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(files.directory().toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(files.processLog().toFile()));
    FOREIGN_OPTIONS.forEach(builder.environment()::remove);
    return builder;
  }

  /// The jar or directory this package was loaded from: the child needs nothing else of the
  /// parent's class path and starts faster without it.
  private static String classPath() {
    try {
      return Path.of(
              ClickHouseProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the location of this package is no path", e);
    }
  }
}
