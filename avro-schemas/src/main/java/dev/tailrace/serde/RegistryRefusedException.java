package dev.tailrace.serde;

import org.apache.kafka.common.KafkaException;

/// The registry answered and said no: wrong credentials, an incompatible schema, a schema that
/// is not registered while registering is off, or it is no schema registry at all.
///
/// Permanent, but the fault of the setup, not of a record: neither a retry nor a dead letter
/// helps. The message says what an operator has to change.
public final class RegistryRefusedException extends KafkaException {
  RegistryRefusedException(String message) {
    super(message);
  }

  RegistryRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
