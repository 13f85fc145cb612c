package dev.tailrace.command;

/// What the process ends with.
final class ExitCode {
  static final int OK = 0;

  /// The work failed, or the check did not pass.
  static final int FAILED = 1;

  /// The command line makes no sense as it stands.
  static final int WRONG_USE = 2;

  private ExitCode() {}
}
