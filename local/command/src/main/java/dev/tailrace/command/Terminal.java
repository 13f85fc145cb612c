package dev.tailrace.command;

/// Whether a person watches what the command prints, as the launcher found it: Java itself can only
/// tell about stdin and stdout together.
final class Terminal {
  private static final String WATCHED = System.getProperty("tailrace.terminals", "");

  private Terminal() {}

  /// Whether progress on stderr may be redrawn in place.
  static boolean isInteractive() {
    return WATCHED.contains("error");
  }

  /// Whether results on stdout are for a person to read.
  static boolean showsOutput() {
    return WATCHED.contains("output");
  }
}
