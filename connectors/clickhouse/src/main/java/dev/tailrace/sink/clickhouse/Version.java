package dev.tailrace.sink.clickhouse;

import java.util.Objects;

/// The version Connect shows for this plugin.
final class Version {
  private Version() {}

  static String current() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }
}
