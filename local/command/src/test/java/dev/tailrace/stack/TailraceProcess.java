package dev.tailrace.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The `tailrace` command as a process of its own, so that a test can see its exit code or kill it.
final class TailraceProcess implements AutoCloseable {
  private static final String MAIN_CLASS = "dev.tailrace.command.Tailrace";

  private final Process process;
  private final Path output;
  private final Path errors;

  private TailraceProcess(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  static TailraceProcess start(Path directory, String... arguments) throws IOException {
    Files.createDirectories(directory);
    Path output = Files.createTempFile(directory, "output", ".txt");
    Path errors = Files.createTempFile(directory, "errors", ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("-Dtailrace.samples=" + System.getProperty("tailrace.samples"));
    command.add(MAIN_CLASS);
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    return new TailraceProcess(process, output, errors);
  }

  /// Waits for the end and returns the exit code.
  int exitCode() throws InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      dumpThreads();
      throw new AssertionError("still running after 5 minutes: " + this);
    }
    return process.exitValue();
  }

  /// Has the JVM print what its threads do, to its output.
  private void dumpThreads() throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-3", Long.toString(process.pid())).start().waitFor();
      var _ = process.waitFor(2, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// SIGKILL: nothing of the process gets a chance to finish.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// SIGTERM, as an operator ends it.
  void terminate() {
    process.destroy();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  /// Ends it, and waits for the engines that it started: they must not write any more when the
  /// test's directory is removed. Postgres would run on.
  @Override
  public void close() {
    List<ProcessHandle> engines = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    engines.stream().filter(TailraceProcess::isPostgres).forEach(ProcessHandle::destroyForcibly);
    engines.forEach(engine -> engine.onExit().orTimeout(60, TimeUnit.SECONDS).join());
  }

  private static boolean isPostgres(ProcessHandle engine) {
    return engine.info().command().filter(program -> program.endsWith("/postgres")).isPresent();
  }

  @Override
  public String toString() {
    try {
      return "exit "
          + (process.isAlive() ? "none yet" : process.exitValue())
          + "\n--- output\n"
          + output()
          + "\n--- errors\n"
          + errors();
    } catch (IOException e) {
      return "process " + process.pid() + " (its output cannot be read: " + e.getMessage() + ")";
    }
  }
}
