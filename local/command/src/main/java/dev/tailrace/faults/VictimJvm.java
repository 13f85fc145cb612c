package dev.tailrace.faults;

import dev.tailrace.parts.PartRole;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The command lines of the world's processes.
final class VictimJvm {
  private VictimJvm() {}

  /// The command that starts a JVM with a role.
  ///
  /// @param archive of loaded classes, which makes a start half as dear. The JVM writes it when it
  ///     ends in order and there is none
  static List<String> command(
      int heapMegabytes, Path archive, PartRole role, Path log, Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Short lives: what is compiled well would never pay, and two cores have little to spare.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Xmx" + heapMegabytes + "m");
    if (mayArchive()) {
      command.add("-XX:+AutoCreateSharedArchive");
      command.add("-XX:SharedArchiveFile=" + archive);
    }
    // Standard output is ours.
    command.addAll(List.of("-Xlog:disable", "-Xlog:all=error,cds*=off,aot*=off:stderr"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(VictimMain.class.getName());
    command.add(role.name());
    command.add(log.toString());
    settings.forEach((key, value) -> command.add(key + "=" + value));
    return command;
  }

  /// A JVM archives classes of jars alone; a test's are in folders.
  static boolean mayArchive() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .noneMatch(entry -> Files.isDirectory(Path.of(entry)));
  }
}
