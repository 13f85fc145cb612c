package dev.tailrace.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What lies in the cache of engines and is not of this build.
public final class EngineCache {
  private EngineCache() {}

  /// Engines of other versions, and what fetches and unpackings that were cut short left. A process
  /// may still use one.
  ///
  /// @param environment with the variables that say where the cache is
  public static List<Path> outdated(Map<String, String> environment) throws IOException {
    Path cache = ClickHouseDistribution.cache(environment).toAbsolutePath().normalize();
    List<Path> outdated = new ArrayList<>();
    outdated.addAll(
        others(cache.resolve("tailrace/clickhouse"), EngineArtifact.LINUX_X64.version()));
    outdated.addAll(
        others(
            cache.resolve(PostgresDistribution.FOLDER),
            PostgresDistribution.folderOf(PostgresArchive.ofThisMachine())));
    return outdated;
  }

  private static List<Path> others(Path folder, String current) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .filter(entry -> !entry.getFileName().toString().equals(current))
          .toList();
    }
  }
}
