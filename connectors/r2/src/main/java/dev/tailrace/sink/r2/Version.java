package dev.tailrace.sink.r2;

import java.util.Objects;

/// The version Connect shows for this plugin.
final class Version {
  private Version() {}

  static String current() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }
}
