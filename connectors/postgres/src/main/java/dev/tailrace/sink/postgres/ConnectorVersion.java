package dev.tailrace.sink.postgres;

import java.util.Objects;

/// The version Connect shows for this plugin.
final class ConnectorVersion {
  private ConnectorVersion() {}

  static String current() {
    return Objects.requireNonNullElse(
        ConnectorVersion.class.getPackage().getImplementationVersion(), "development");
  }
}
