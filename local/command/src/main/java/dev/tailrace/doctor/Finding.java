package dev.tailrace.doctor;

/// One thing that was looked at.
///
/// @param subject what it belongs to, such as `kafka`
/// @param what was found, in one line
/// @param remedy in one line; empty when there is nothing to do
public record Finding(Level level, String subject, String what, String remedy) {

  /// How bad it is.
  public enum Level {
    /// As it should be.
    OK("ok"),
    /// It works, and somebody should know.
    WARNING("warning"),
    /// It does not work.
    PROBLEM("problem");

    private final String word;

    Level(String word) {
      this.word = word;
    }

    /// As it is printed.
    public String word() {
      return word;
    }
  }

  public Finding {
    what = oneLine(what);
    remedy = oneLine(remedy);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
