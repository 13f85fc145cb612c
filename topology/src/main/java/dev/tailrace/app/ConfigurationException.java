package dev.tailrace.app;

import java.util.List;

/// The configuration cannot be used. The message lists every problem.
public final class ConfigurationException extends RuntimeException {
  private final List<String> problems;

  ConfigurationException(List<String> problems) {
    super("the configuration has problems:\n  - " + String.join("\n  - ", problems));
    this.problems = List.copyOf(problems);
  }

  /// Each problem names the key, the value, where it came from and what is expected.
  public List<String> problems() {
    return problems;
  }
}
