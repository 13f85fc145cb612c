package dev.tailrace.engines;

import java.nio.file.Path;

/// The data directory belongs to a service that still runs. Nothing was started and nothing in the
/// directory was touched.
public final class DirectoryInUseException extends EngineException {
  private static final long serialVersionUID = 1L;

  DirectoryInUseException(String service, Path directory, String owner) {
    super(
        "the %s data directory %s is in use by %s; stop that one first, or choose another directory"
            .formatted(service, directory, owner));
  }
}
