package dev.tailrace.command;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// `--set`, for commands that start a topology.
final class SettingOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the topology, such as tailrace.batch.max-age=2s. May be repeated.")
  private Map<String, String> settings = new HashMap<>();

  Map<String, String> settings() {
    return settings;
  }
}
