package dev.tailrace.serde;

import org.apache.kafka.common.errors.RetriableException;

/// No registry URL gave an answer within the retries. Transient and nobody's fault here: the same
/// call may work later, and no record may be given up for it.
public final class RegistryUnavailableException extends RetriableException {
  RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
