package dev.tailrace.event;

import dev.tailrace.event.Invocation.LogLine;
import dev.tailrace.event.Invocation.Thrown;
import java.util.List;
import java.util.Optional;

/// Names of errors that stand at the start of a text: `TypeError: x is not a function`.
final class ErrorName {
  /// What an error is called when nothing says more.
  static final String GENERAL = "Error";

  private static final List<String> SUFFIXES = List.of("Error", "Exception", "Fault", "Exceeded");

  private ErrorName() {}

  /// `Name` of a text that starts `Name: `, where a name is `[A-Z][A-Za-z0-9_$]*`.
  static Optional<String> before(String text) {
    int end = 0;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    return end > 0 && isUpper(text.charAt(0)) && text.startsWith(": ", end)
        ? Optional.of(text.substring(0, end))
        : Optional.empty();
  }

  /// As [#before], but only a name that says it is an error: `Error` itself, or anything that ends
  /// in Error, Exception, Fault or Exceeded.
  static Optional<String> sayingSoBefore(String text) {
    return before(text).filter(ErrorName::saysSo);
  }

  /// What to call a thrown error: its own name, unless that is the general one and its stack or its
  /// message starts with a better one. Old runtimes lose the name a subclass sets for itself.
  static String of(Thrown thrown) {
    String name = PlainText.ofSome(thrown.name()).orElse(GENERAL);
    return name.equals(GENERAL)
        ? PlainText.ofSome(thrown.stack())
            .flatMap(ErrorName::before)
            .or(() -> PlainText.ofSome(thrown.message()).flatMap(ErrorName::sayingSoBefore))
            .orElse(GENERAL)
        : name;
  }

  /// What to call an error that was only logged.
  static String of(LogLine line) {
    if (line.errorName() != null) {
      return PlainText.ofSome(line.errorName()).orElse(GENERAL);
    }
    return Optional.ofNullable(line.message())
        .map(PlainText::ofLog)
        .flatMap(ErrorName::sayingSoBefore)
        .orElse("logged_error");
  }

  static boolean isNamePart(int c) {
    return isUpper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
  }

  static boolean isUpper(int c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean saysSo(String name) {
    return name.equals(GENERAL)
        || SUFFIXES.stream().anyMatch(s -> name.length() > s.length() && name.endsWith(s));
  }
}
