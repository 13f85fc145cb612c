package dev.tailrace.produce;

import java.util.List;

/// What became of one input.
///
/// Law: once the input is published to its end,
/// `documents = eventsInTotal + deadLetters + refused`.
///
/// @param file the input's name
/// @param documents documents of the input that were dealt with, in this run and earlier ones
/// @param eventsNow events that this run put on the raw topic, acknowledged
/// @param eventsInTotal events of this input on the raw topic, those of earlier runs included; for
/// an input that cannot be resumed the same as `eventsNow`
/// @param deadLetters documents too large for the raw topic, put on the dead-letter topic
/// @param refused documents too large for any topic; they are nowhere
/// @param finished the input was read to its end
/// @param problems what went wrong, for the user to read; each names place and remedy
/// @param remarks what the user should know although nothing went wrong
public record PublishResult(
    String file,
    long documents,
    long eventsNow,
    long eventsInTotal,
    long deadLetters,
    long refused,
    boolean finished,
    List<String> problems,
    List<String> remarks) {
  public PublishResult {
    problems = List.copyOf(problems);
    remarks = List.copyOf(remarks);
  }

  /// Everything of the input is in Kafka.
  public boolean complete() {
    return finished && refused == 0 && problems.isEmpty();
  }
}
