package dev.tailrace.sink.avro;

import dev.tailrace.sink.Outcome;
import org.apache.avro.Schema;

/// The schemas that records were written with. Thread-safe.
@FunctionalInterface
public interface WriterSchemas extends AutoCloseable {
  /// The schema of this id, as far as it can be told now.
  Lookup byId(int id);

  @Override
  default void close() {}

  /// What became of the question for a schema.
  sealed interface Lookup {}

  record Known(Schema schema) implements Lookup {}

  /// No schema has this id, now or later: the record cannot be decoded.
  record UnknownId(String why) implements Lookup {}

  /// The registry could not say.
  record Unavailable(Outcome.Failure failure) implements Lookup {}
}
