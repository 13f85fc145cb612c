package dev.tailrace.engines;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The npm command of this machine. It knows the user's registry, proxy and certificates, which is
/// why the engine is fetched by it and not by an address of our own.
final class Npm {
  private static final int SHOWN_LINES = 12;
  private static final long PROGRESS_MILLIS = 200;
  private static final long ANSWERS_WITHIN_SECONDS = 20;

  private final Map<String, String> environment;

  /// Starts with the environment, whose `PATH` says where npm is.
  Npm(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// Installs the artifact's package below the directory and nothing else: no scripts of the
  /// package are run.
  ///
  /// @throws ClickHouseUnavailableException when npm is missing or fails; its own words are in the
  /// message
  void install(EngineArtifact artifact, Path directory, FetchProgress progress) throws IOException {
    String wanted = artifact.packageName() + "@" + artifact.version();
    Path output = directory.resolve("npm-output.txt");
    ProcessBuilder command =
        new ProcessBuilder(
                executable().toString(),
                "install",
                "--prefix",
                directory.toString(),
                "--no-save",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                wanted)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile());
    command.environment().clear();
    command.environment().putAll(environment);
    Process process = command.start();
    try {
      while (!process.waitFor(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
        progress.update(FileTree.bytes(directory), artifact.bytes());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClickHouseUnavailableException(
          "the fetch of " + wanted + " was interrupted; start it again", e);
    } finally {
      stop(process);
    }
    if (process.exitValue() != 0) {
      throw new ClickHouseUnavailableException(
          "npm could not install %s (exit code %d):%n%s%nmend that and try again"
              .formatted(wanted, process.exitValue(), LastLines.of(output, SHOWN_LINES)));
    }
    progress.update(artifact.bytes(), artifact.bytes());
  }

  /// Whether the user's registry has the artifact.
  ///
  /// @throws ClickHouseUnavailableException when npm is missing, or cannot ask; its own words are
  /// in the message
  void requireOffered(EngineArtifact artifact) throws IOException {
    String wanted = artifact.packageName() + "@" + artifact.version();
    Path output = Files.createTempFile("tailrace-npm", ".txt");
    Process process = null;
    try {
      ProcessBuilder command =
          new ProcessBuilder(executable().toString(), "view", wanted, "version")
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(output.toFile());
      command.environment().clear();
      command.environment().putAll(environment);
      process = command.start();
      boolean ended = process.waitFor(ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        throw new ClickHouseUnavailableException(
            "npm cannot reach %s (%s)"
                .formatted(
                    wanted,
                    ended
                        ? LastLines.of(output, SHOWN_LINES)
                        : "no answer within %d s".formatted(ANSWERS_WITHIN_SECONDS)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClickHouseUnavailableException("interrupted while npm looked for " + wanted, e);
    } finally {
      if (process != null) {
        stop(process);
      }
      Files.deleteIfExists(output);
    }
  }

  /// Also when this thread was interrupted or the progress line failed: an npm left alone would go
  /// on writing into a directory that is about to be deleted.
  private static void stop(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  private Path executable() {
    String path = environment.getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry, "npm"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new ClickHouseUnavailableException(
                    "the ClickHouse engine is fetched with npm, and there is no npm in %s; install Node.js, which brings it"
                        .formatted(
                            path.isEmpty() ? "PATH, which is empty" : "PATH (" + path + ")")));
  }
}
