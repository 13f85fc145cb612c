package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir Path directory;

  private record Run(int exitCode, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Tailrace.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .setUsageHelpAutoWidth(false);
    int exitCode = command.execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }

  /// Compares with the file of that name; `-Dgolden.update=true` rewrites it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "audit",
        "clean",
        "cost",
        "doctor",
        "produce",
        "rebuild-things",
        "reset",
        "thing",
        "dlq",
        "dlq list",
        "dlq show",
        "dlq replay",
        "schema",
        "schema apply",
        "schema verify"
      })
  void help_isAsReviewed(String command) throws IOException {
    Run run = run((command + " --help").split(" "));
    assertThat(run.exitCode).isZero();
    Path golden = Path.of("src/test/resources/help", command.replace(' ', '-') + ".txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, run.out);
    }
    assertThat(run.out).isEqualTo(Files.readString(golden));
  }

  @Test
  void help_namesEveryCommandAndExitCode() {
    Run run = run("--help");
    assertThat(run.exitCode).isZero();
    assertThat(Tailrace.commandLine().getSubcommands().keySet())
        .isNotEmpty()
        .allSatisfy(command -> assertThat(run.out).contains(command));
    assertThat(run.out).contains("Exit codes:", "Examples:");
  }

  @Test
  void everyCommand_explainsItselfWithExamples() {
    assertThat(Tailrace.commandLine().getSubcommands().values())
        .allSatisfy(
            command ->
                assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF))
                    .contains("Examples:", "--help"));
  }

  @Test
  void version_isPrinted() {
    Run run = run("--version");
    assertThat(run.exitCode).isZero();
    assertThat(run.out).startsWith("tailrace ").contains("Java 2");
  }

  @Test
  void unknownOption_isWrongUse_andNamesTheNearest() {
    Run run = run("produce", "--bootstrap-sever", "x:1", "a.jsonl");
    assertThat(run.exitCode).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run.err)
        .contains(
            "--bootstrap-sever", "did you mean --bootstrap-server", "tailrace produce --help");
    assertThat(run.out).isEmpty();
  }

  @Test
  void unknownCommand_isWrongUse_andNamesTheNearest() {
    Run run = run("prduce", "a.jsonl");
    assertThat(run.exitCode).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run.err).contains("prduce", "did you mean produce");
  }

  @Test
  void noCommand_isWrongUse() {
    assertThat(run().exitCode).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run().err).contains("name a command");
  }

  @Test
  void noFile_isWrongUse() {
    assertThat(run("produce").exitCode).isEqualTo(ExitCode.WRONG_USE);
    Run missing = run("produce", directory.resolve("none.jsonl").toString());
    assertThat(missing.exitCode).isEqualTo(ExitCode.WRONG_USE);
    assertThat(missing.err).contains("there is no file", "none.jsonl");
    Run folder = run("produce", directory.toString());
    assertThat(folder.exitCode).isEqualTo(ExitCode.WRONG_USE);
    assertThat(folder.err).contains("is a directory");
  }

  @Test
  void noStack_isAFailureWithItsRemedy() throws IOException {
    Path file = Files.writeString(directory.resolve("a.jsonl"), "{}");
    Run run = run("produce", "--data", directory.toString(), file.toString());
    assertThat(run.exitCode).isEqualTo(ExitCode.FAILED);
    assertThat(run.err.lines()).hasSize(1);
    assertThat(run.err).contains("no stack runs on " + directory, "tailrace up");
  }

  @Test
  void failure_showsItsOriginOnlyWhenAsked() throws IOException {
    Path file = Files.writeString(directory.resolve("a.jsonl"), "{}");
    Run run = run("produce", "--verbose", "--data", directory.toString(), file.toString());
    assertThat(run.err).contains("no stack runs on", "at dev.tailrace.command.");
  }
}
