package dev.tailrace.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The processes that engines still have on their data directories, told without touching them.
///
/// Ask only while nobody else of ours uses the directories: what is found then was left by a
/// process that was killed.
public final class LeftProcesses {
  private LeftProcesses() {}

  /// Each as a word for a message, such as `Postgres process 4711`.
  ///
  /// @param clickHouse data directory of a [ClickHouseServer]
  /// @param postgres data directory of a [PostgresServer]
  public static List<String> on(Path clickHouse, Path postgres) throws IOException {
    List<String> found = new ArrayList<>();
    if (Files.isDirectory(clickHouse)) {
      FormerChild.holder(clickHouse).ifPresent(found::add);
    }
    if (Files.isDirectory(postgres)) {
      Path directory = PostgresFiles.of(postgres).directory();
      for (ProcessHandle process : FormerPostgres.processesOn(directory)) {
        found.add("Postgres process " + process.pid());
      }
    }
    return found;
  }
}
