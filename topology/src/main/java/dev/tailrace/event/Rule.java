package dev.tailrace.event;

import dev.tailrace.event.EnrichedEvent.Classification;
import java.util.function.Function;
import java.util.function.Predicate;

/// One rule of classification.
///
/// @param name goes into `classified_by`
/// @param condition whether the rule decides, given that none before it did
/// @param errorType may give null: nothing went wrong
/// @param errorMessage may give null: nothing went wrong; a long one is cut
record Rule(
    String name,
    Predicate<Facts> condition,
    Severity severity,
    Category category,
    Function<Facts, String> errorType,
    Function<Facts, String> errorMessage) {

  Classification verdict(Facts facts) {
    String message = errorMessage.apply(facts);
    return new Classification(
        severity,
        category,
        errorType.apply(facts),
        message == null ? null : PlainText.cut(message),
        name);
  }
}
