package dev.tailrace.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command that was run to its end.
///
/// @param output what it wrote to standard output and standard error
record Run(int code, String output) {

  /// Runs a command in a folder, with more variables in its environment.
  ///
  /// @throws AssertionError when it does not end in time
  static Run of(
      List<String> command, Path folder, Map<String, String> environment, Duration limit) {
    try {
      Path output = Files.createTempFile("run", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError(
              command + " did not end within " + limit + ":\n" + Files.readString(output));
        }
        return new Run(process.exitValue(), Files.readString(output));
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Runs a command that reads a text and ends well, and gives what it wrote to standard output.
  ///
  /// @param remedy what to do when there is no such program
  static String piped(List<String> command, Path folder, String input, String remedy) {
    try {
      Path errors = Files.createTempFile("run", ".txt");
      Process process;
      try {
        process =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
      } catch (IOException e) {
        throw new AssertionError(command.getFirst() + " cannot be run: " + remedy, e);
      }
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " failed:\n" + Files.readString(errors));
      }
      Files.delete(errors);
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
