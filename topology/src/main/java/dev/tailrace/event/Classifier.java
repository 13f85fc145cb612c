package dev.tailrace.event;

import static dev.tailrace.event.Category.APPLICATION;
import static dev.tailrace.event.Category.HTTP;
import static dev.tailrace.event.Category.RUNTIME;
import static dev.tailrace.event.Category.SUCCESS;
import static dev.tailrace.event.Severity.CRITICAL;
import static dev.tailrace.event.Severity.ERROR;
import static dev.tailrace.event.Severity.INFO;
import static dev.tailrace.event.Severity.WARNING;

import dev.tailrace.event.EnrichedEvent.Classification;
import dev.tailrace.event.Invocation.LogLine;
import java.util.List;

/// Classification by rule set 1: the first rule whose condition holds decides.
public final class Classifier {
  /// Each rule reads: name, condition; severity, category, type of the error, message.
  private static final List<Rule> RULE_SET_1 =
      List.of(
          new Rule(
              "runtime-killed",
              facts -> Outcomes.isKilled(facts.outcome()),
              CRITICAL,
              RUNTIME,
              Facts::outcome,
              Facts::runtimeMessage),
          new Rule(
              "runtime-shed",
              facts -> Outcomes.isShed(facts.outcome()),
              ERROR,
              RUNTIME,
              Facts::outcome,
              Facts::runtimeMessage),
          new Rule(
              "exception",
              facts -> facts.exceptions().count() > 0,
              CRITICAL,
              Category.EXCEPTION,
              facts -> ErrorName.of(facts.exceptions().first()),
              Facts::exceptionMessage),
          new Rule(
              "exception-without-detail",
              facts -> facts.outcome().equals(Outcomes.EXCEPTION),
              CRITICAL,
              RUNTIME,
              _ -> "exception",
              _ -> "Worker exception"),
          new Rule(
              "http-5xx",
              facts -> facts.status() >= 500,
              ERROR,
              HTTP,
              _ -> "server_error",
              facts -> "HTTP " + facts.status()),
          new Rule(
              "client-gone",
              facts -> Outcomes.isClientGone(facts.outcome()),
              INFO,
              RUNTIME,
              _ -> null,
              _ -> null),
          new Rule(
              "outcome-unknown",
              facts -> facts.outcome().equals(Outcomes.UNKNOWN),
              WARNING,
              RUNTIME,
              _ -> "unknown",
              _ -> "Worker unknown"),
          new Rule(
              "http-4xx",
              facts -> facts.status() >= 400 && facts.status() < 500,
              WARNING,
              HTTP,
              _ -> "client_error",
              facts -> "HTTP " + facts.status()),
          new Rule(
              "logged-error",
              facts -> facts.logs().firstFailure() != null,
              WARNING,
              APPLICATION,
              facts -> ErrorName.of(facts.logs().firstFailure()),
              facts -> text(facts.logs().firstFailure())),
          new Rule(
              "logged-warning",
              facts -> facts.logs().firstWarning() != null,
              WARNING,
              APPLICATION,
              _ -> "logged_warning",
              facts -> text(facts.logs().firstWarning())),
          new Rule("success", _ -> true, INFO, SUCCESS, _ -> null, _ -> null));

  private Classifier() {}

  /// The verdict of the first rule that holds; the last one holds always. A pure function.
  public static Classification classify(Facts facts) {
    for (Rule rule : RULE_SET_1) {
      if (rule.condition().test(facts)) {
        return rule.verdict(facts);
      }
    }
    throw new IllegalStateException("the last rule holds always");
  }

  private static String text(LogLine line) {
    return line.message() == null ? "" : PlainText.ofLog(line.message());
  }
}
