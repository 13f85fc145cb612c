package dev.tailrace.command;

import dev.tailrace.clean.Leftover;
import dev.tailrace.clean.Leftovers;
import dev.tailrace.engines.FileTree;
import dev.tailrace.stack.StackRemoval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tailrace clean`.
@Command(
    name = "clean",
    sortOptions = false,
    header = "Remove what earlier runs left on this machine.",
    description = {
      "",
      "Start-up caches, engines of other versions, temporary folders of benchmarks that have ended;"
          + " and the data directories of stopped stacks that are named. Never what a living"
          + " process uses, nor what is younger than ten minutes.",
      "",
      "Only says what it would remove, unless --execute is given."
    },
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples:%n",
    footer = {"  tailrace clean", "  tailrace clean --execute", "  tailrace clean /tmp/tailrace"})
final class CleanCommand implements Callable<Integer> {
  private static final long MIB = 1L << 20;
  private static final String DATA = "data of a stopped stack";

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description = "Data directories of stopped stacks, to be removed whole.")
  private List<Path> directories = List.of();

  @Option(names = "--execute", description = "Do it, and name each thing that is removed.")
  private boolean execute;

  @Mixin private OutputOptions output;

  /// What `--json` prints.
  record Json(boolean executed, long bytes, List<Line> leftovers) {
    record Line(String kind, String path, long bytes) {}
  }

  @Override
  public Integer call() {
    Leftovers machine = Leftovers.ofThisMachine();
    List<Leftover> all = new ArrayList<>(machine.find());
    for (Path directory : directories) {
      Path data = directory.toAbsolutePath().normalize();
      StackRemoval.require(data);
      all.add(new Leftover(DATA, data, bytes(data)));
    }
    List<Leftover> gone = new ArrayList<>();
    for (Leftover leftover : all) {
      if (!execute || remove(machine, leftover)) {
        gone.add(leftover);
        tell(leftover);
      }
    }
    long bytes = gone.stream().mapToLong(Leftover::bytes).sum();
    if (output.isJson()) {
      output.printJson(
          new Json(
              execute,
              bytes,
              gone.stream()
                  .map(each -> new Json.Line(each.kind(), each.path().toString(), each.bytes()))
                  .toList()));
    } else {
      output
          .out()
          .printf(
              "%,d MiB %s%n",
              bytes / MIB, execute ? "removed" : "could be removed; --execute does it");
      output.out().flush();
    }
    return ExitCode.OK;
  }

  private static boolean remove(Leftovers machine, Leftover leftover) {
    if (!leftover.kind().equals(DATA)) {
      return machine.remove(leftover);
    }
    StackRemoval.remove(leftover.path());
    return true;
  }

  private void tell(Leftover leftover) {
    if (!output.isJson()) {
      output
          .out()
          .printf("%,9d MiB  %-26s %s%n", leftover.bytes() / MIB, leftover.kind(), leftover.path());
    }
  }

  private static long bytes(Path data) {
    try {
      return FileTree.bytes(data);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + data + ": " + e, e);
    }
  }
}
