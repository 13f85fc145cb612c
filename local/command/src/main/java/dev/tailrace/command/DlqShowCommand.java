package dev.tailrace.command;

import dev.tailrace.letters.Letter;
import dev.tailrace.letters.LetterHeader;
import dev.tailrace.letters.LetterId;
import dev.tailrace.letters.LetterSource;
import dev.tailrace.letters.LetterText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tailrace dlq show`.
@Command(
    name = "show",
    sortOptions = false,
    header = "Show dead letters: all headers and the original bytes.",
    description = {
      "",
      "JSON is arranged in lines, other text printed as it is, anything else as a hex dump."
    },
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples:%n",
    footer = {"  tailrace dlq show 0-123", "  tailrace dlq show --raw 0-123 > event.json"})
final class DlqShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      converter = LetterIds.class,
      description = "Ids as dlq list prints them.")
  private List<LetterId> ids;

  @Option(names = "--raw", description = "Write the original bytes to stdout, and nothing else.")
  private boolean raw;

  @Mixin private LetterSourceOptions source;

  @Override
  public Integer call() {
    if (raw && ids.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "--raw writes the bytes of one letter, not of " + ids.size());
    }
    int exitCode = ExitCode.OK;
    try (LetterSource letters = source.open()) {
      for (LetterId id : ids) {
        Optional<Letter> letter = letters.find(id);
        if (letter.isEmpty()) {
          missing(id, letters);
          exitCode = ExitCode.FAILED;
        } else if (raw) {
          writeBytes(letter.get());
        } else {
          show(letter.get());
        }
      }
    }
    return exitCode;
  }

  private void missing(LetterId id, LetterSource letters) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "tailrace: no dead letter has the id %s on %s, or not any more (tailrace dlq list)"
            .formatted(id, letters.name()));
    err.flush();
  }

  private static void writeBytes(Letter letter) {
    byte[] value = letter.body().bytes();
    PrintStream out = System.out;
    if (value != null) {
      out.write(value, 0, value.length);
    }
    out.flush();
  }

  private void show(Letter letter) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("dead letter " + letter.id());
    line(out, "time", letter.time().toString());
    line(out, "key", letter.key() == null ? "none" : LetterText.line(letter.key()));
    for (LetterHeader header : letter.headers()) {
      line(
          out,
          LetterText.line(header.name()),
          header.value() == null ? "none" : LetterText.line(header.value()));
    }
    byte[] value = letter.body().bytes();
    if (value == null) {
      line(out, "value", "none");
    } else {
      line(out, "value", "%,d bytes".formatted(value.length));
      out.println();
      out.println(LetterText.show(value));
    }
    out.println();
    out.flush();
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("  %-18s %s%n", name, value);
  }
}
