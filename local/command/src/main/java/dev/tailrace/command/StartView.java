package dev.tailrace.command;

import java.io.PrintWriter;
import java.util.function.Consumer;

/// Says on stderr what the start of the stack is doing; on a terminal in one line.
final class StartView implements Consumer<String> {
  private final PrintWriter err;

  StartView(PrintWriter err) {
    this.err = err;
  }

  @Override
  public synchronized void accept(String step) {
    err.println(step);
    err.flush();
  }
}
