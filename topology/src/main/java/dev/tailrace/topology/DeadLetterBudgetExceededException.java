package dev.tailrace.topology;

import org.apache.kafka.common.KafkaException;

/// So many records were refused that the application stops. Permanent: the records stay
/// uncommitted and come again after a restart.
public final class DeadLetterBudgetExceededException extends KafkaException {
  DeadLetterBudgetExceededException(String broken, String partition, String lastRefusal) {
    super(
        "Stopped: too much of "
            + partition
            + " cannot be read. "
            + broken
            + ". The last one: "
            + lastRefusal
            + ". Nothing of the running transaction was committed, so no record is lost. Look at"
            + " the dead letters; then mend the producer or the parser, or raise the"
            + " tailrace.dead-letter limits, and start again.");
  }
}
