package dev.tailrace.engines;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Makes the files of a PostgreSQL server that was never started before.
final class PostgresCluster {
  private static final Duration BOUND = Duration.ofMinutes(2);

  private final PostgresFiles files;
  private final PostgresCommand command;

  PostgresCluster(PostgresFiles files, PostgresCommand command) {
    this.files = files;
    this.command = command;
  }

  /// Returns when the directory holds a whole cluster with our user and database. One that was
  /// being made by a process that was killed is made anew.
  ///
  /// @throws EngineException when PostgreSQL's programs fail; the message ends with what they said
  void makeWhenMissing() throws IOException {
    files.removeStagings();
    if (Files.exists(files.cluster())) {
      return;
    }
    Path staging = files.newStaging();
    run("initdb", command.makeCluster(staging), "");
    run(
        "postgres --single",
        command.singleUser(staging),
        "CREATE DATABASE " + PostgresCommand.DATABASE + "\n");
    Files.move(staging, files.cluster(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void run(String name, ProcessBuilder builder, String input) throws IOException {
    builder
        .directory(files.directory().toFile())
        .redirectInput(ProcessBuilder.Redirect.PIPE)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()));
    Process process = builder.start();
    try (Writer writer = process.outputWriter(StandardCharsets.US_ASCII)) {
      writer.write(input);
    } catch (IOException _) {
      // It ended without reading; its exit code and its last words say why.
    }
    try {
      if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failed(name + " took more than " + BOUND.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while PostgreSQL's files were made", e);
    }
    if (process.exitValue() != 0) {
      throw failed(name + " ended with exit code " + process.exitValue());
    }
  }

  private EngineException failed(String what) {
    return new EngineException(
        "cannot make a PostgreSQL data directory in %s, %s; %s"
            .formatted(files.directory(), what, files.lastWords()));
  }
}
