package dev.tailrace.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A folder as it is in an image, and that image's commands, run in it on this machine's Java.
///
/// @param stage the image's last stage in the Dockerfile
record ImageFolder(Path folder, Dockerfile.Stage stage) {
  private static final Duration TRAINING_LIMIT = Duration.ofMinutes(2);

  /// Copies what Maven assembled, because a cache remembers the paths of the jars.
  static ImageFolder of(String target, Path folder, Map<String, Path> sources) {
    sources.forEach((name, source) -> copy(source, folder.resolve(name)));
    return new ImageFolder(folder, Dockerfile.FILE.stage(target));
  }

  private static void copy(Path source, Path target) {
    if (!Files.exists(source)) {
      throw new AssertionError(source + " is missing: mvn package makes it");
    }
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path to = target.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.createDirectories(to.getParent());
          Files.copy(file, to);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs the build's command that makes the cache.
  ///
  /// @param paths texts of the command for others, such as folders of an image
  Run train(Map<String, String> paths) {
    String command =
        Dockerfile.FILE.stage(stage.name() + "-trained").all("RUN").reduce("", (_, last) -> last);
    for (Map.Entry<String, String> path : paths.entrySet()) {
      command = command.replace(path.getKey(), path.getValue());
    }
    return Run.of(List.of("bash", "-c", command), folder, environment(), TRAINING_LIMIT);
  }

  /// The entry point, with arguments of the image or others. Its `java` is that of this process,
  /// which need not be the first on this machine's path.
  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>(stage.words("ENTRYPOINT"));
    command.set(0, javaFolder().resolve(command.getFirst()).toString());
    command.addAll(arguments);
    return command;
  }

  /// What the image sets, and this machine's Java first on the path.
  Map<String, String> environment() {
    Map<String, String> all = new HashMap<>();
    all.put("PATH", javaFolder() + ":" + System.getenv("PATH"));
    Dockerfile.FILE.stage("base").all("ENV").forEach(line -> put(all, line));
    stage.all("ENV").forEach(line -> put(all, line));
    return all;
  }

  private static Path javaFolder() {
    return Path.of(System.getProperty("java.home"), "bin");
  }

  private static void put(Map<String, String> all, String line) {
    String[] both = line.split("=", 2);
    all.put(both[0], both[1].replaceAll("^\"|\"$", ""));
  }

  /// Starts the entry point; what it writes goes to a file.
  Process start(List<String> arguments, Map<String, String> environment, Path output) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command(arguments))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment());
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
