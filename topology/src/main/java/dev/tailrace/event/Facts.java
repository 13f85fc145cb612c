package dev.tailrace.event;

import dev.tailrace.event.Invocation.Exceptions;
import dev.tailrace.event.Invocation.Logs;

/// What classification looks at.
///
/// @param outcome never null: `unknown` when the runtime gave none
/// @param status of the response; 0 when there was none
public record Facts(String outcome, int status, Exceptions exceptions, Logs logs) {

  /// What the runtime says about an invocation that it ended.
  String runtimeMessage() {
    return exceptions.count() == 0
        ? "Worker " + outcome
        : PlainText.ofSome(exceptions.first().message()).orElseGet(() -> "Worker " + outcome);
  }

  String exceptionMessage() {
    return PlainText.ofSome(exceptions.first().message()).orElse("Unknown error");
  }
}
