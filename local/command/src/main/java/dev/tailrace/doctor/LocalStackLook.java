package dev.tailrace.doctor;

import dev.tailrace.stack.DataDirectoryLook;
import dev.tailrace.stack.Ports;
import dev.tailrace.stack.StackState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// The stack on a directory of this machine, running or not.
public final class LocalStackLook {
  private static final String SUBJECT = "stack";

  private final Findings findings;

  public LocalStackLook(Findings findings) {
    this.findings = findings;
  }

  /// Looks at the directory and the ports.
  ///
  /// @param ports that the next start would take
  public void run(Path data, Ports ports) {
    DataDirectoryLook directory = look(data);
    state(directory);
    disk(directory);
    if (!directory.leftProcesses().isEmpty()) {
      // They may hold ports, and the next start ends them before it takes any.
      left(directory);
    } else if (!directory.inUse()) {
      ports(ports);
    }
  }

  private static DataDirectoryLook look(Path data) {
    try {
      return DataDirectoryLook.at(data);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + data + ": " + e, e);
    }
  }

  private void state(DataDirectoryLook directory) {
    if (directory.running().isPresent()) {
      StackState stack = directory.running().get();
      findings.ok(
          SUBJECT, "a stack runs on %s (process %d)".formatted(directory.root(), stack.pid()));
    } else if (directory.inUse()) {
      findings.warning(
          SUBJECT,
          "%s is held by a stack that is not ready, or by a command that reads it"
              .formatted(directory.root()),
          "wait for it; tailrace.log in the directory says how far a stack has come");
    } else {
      findings.ok(
          SUBJECT,
          "no stack runs on %s%s"
              .formatted(
                  directory.root(), directory.exists() ? "" : ", which the first start makes"));
    }
  }

  private void disk(DataDirectoryLook directory) {
    long free = directory.usableBytes() >> 20;
    long required = DataDirectoryLook.REQUIRED_BYTES >> 20;
    if (free < required) {
      findings.problem(
          SUBJECT,
          "the disk of %s has %,d MiB free, and the stack needs %,d MiB to start"
              .formatted(directory.root(), free, required),
          "free some (tailrace clean shows what is left over), or choose another disk with --data"
              + " DIR");
    } else {
      findings.ok(SUBJECT, "%,d MiB are free on its disk".formatted(free));
    }
    directory.unfit().ifPresent(why -> findings.problem(SUBJECT, why, ""));
  }

  private void left(DataDirectoryLook directory) {
    findings.warning(
        SUBJECT,
        "a stack that was killed left behind: " + String.join(", ", directory.leftProcesses()),
        "the next start on the directory ends them first");
  }

  private void ports(Ports ports) {
    List<String> taken = ports.taken();
    if (taken.isEmpty()) {
      findings.ok(SUBJECT, "its eight ports from %d on are free".formatted(ports.kafka()));
    } else {
      findings.problem(
          SUBJECT,
          "on 127.0.0.1 another program listens on port " + String.join(", ", taken),
          "end it, or choose other ports with --port-base N");
    }
  }
}
