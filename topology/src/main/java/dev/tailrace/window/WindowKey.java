package dev.tailrace.window;

import java.time.Instant;
import java.util.Objects;

/// Which window.
///
/// Its text is the key of every record about it: `hour|start|namespace|script` or
/// `errors|start|error type|script`, the start in ISO 8601. In the third part `%` and `|` are
/// written `%25` and `%7C`, so that no two windows have the same text.
public sealed interface WindowKey {
  /// One hour of a script.
  ///
  /// @param dispatchNamespace empty when the script has none
  /// @param startMillis Unix epoch milliseconds
  record Service(String scriptName, String dispatchNamespace, long startMillis)
      implements WindowKey {
    public Service {
      Objects.requireNonNull(scriptName, "scriptName");
      Objects.requireNonNull(dispatchNamespace, "dispatchNamespace");
    }

    @Override
    public WindowLength length() {
      return WindowLength.HOUR;
    }

    @Override
    public String text() {
      return SERVICE + WindowKey.text(startMillis, dispatchNamespace, scriptName);
    }
  }

  /// Five minutes of one type of a script's errors.
  ///
  /// @param startMillis Unix epoch milliseconds
  record Errors(String scriptName, String errorType, long startMillis) implements WindowKey {
    public Errors {
      Objects.requireNonNull(scriptName, "scriptName");
      Objects.requireNonNull(errorType, "errorType");
    }

    @Override
    public WindowLength length() {
      return WindowLength.FIVE_MINUTES;
    }

    @Override
    public String text() {
      return ERRORS + WindowKey.text(startMillis, errorType, scriptName);
    }
  }

  String SERVICE = "hour|";
  String ERRORS = "errors|";

  String scriptName();

  long startMillis();

  WindowLength length();

  /// See the type's description; [#parse] reads it back.
  String text();

  default long endMillis() {
    return startMillis() + length().millis();
  }

  /// An empty window of this key.
  default WindowContent empty() {
    return switch (this) {
      case Service _ -> new ServiceContent();
      case Errors _ -> new ErrorContent();
    };
  }

  /// The key with this text.
  ///
  /// @throws IllegalArgumentException when it is none
  static WindowKey parse(String text) {
    int kindEnd = text.indexOf('|') + 1;
    int startEnd = text.indexOf('|', kindEnd);
    int thirdEnd = text.indexOf('|', startEnd + 1);
    if (kindEnd == 0 || startEnd < 0 || thirdEnd < 0) {
      throw new IllegalArgumentException("no key of a window: " + text);
    }
    long start = Instant.parse(text.substring(kindEnd, startEnd)).toEpochMilli();
    String third = unescaped(text.substring(startEnd + 1, thirdEnd));
    String script = text.substring(thirdEnd + 1);
    return switch (text.substring(0, kindEnd)) {
      case SERVICE -> new Service(script, third, start);
      case ERRORS -> new Errors(script, third, start);
      default -> throw new IllegalArgumentException("no key of a window: " + text);
    };
  }

  private static String text(long startMillis, String third, String script) {
    return Instant.ofEpochMilli(startMillis) + "|" + escaped(third) + "|" + script;
  }

  private static String escaped(String text) {
    return text.indexOf('%') < 0 && text.indexOf('|') < 0
        ? text
        : text.replace("%", "%25").replace("|", "%7C");
  }

  private static String unescaped(String text) {
    return text.indexOf('%') < 0 ? text : text.replace("%7C", "|").replace("%25", "%");
  }
}
