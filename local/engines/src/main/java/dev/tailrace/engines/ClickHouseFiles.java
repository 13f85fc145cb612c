package dev.tailrace.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/// What lies in a ClickHouse data directory, and the configuration files in it that are written
/// anew at each start.
///
/// @param directory the data directory, absolute
record ClickHouseFiles(Path directory) {
  private static final int SHOWN_LINES = 12;
  private static final long LARGE_LOG_BYTES = 8L * 1024 * 1024;

  /// Where the engine keeps databases and tables.
  Path store() {
    return directory.resolve("store");
  }

  Path configuration() {
    return directory.resolve("config.xml");
  }

  private Path users() {
    return directory.resolve("users.xml");
  }

  /// The engine's own log: warnings and errors, rotated by the engine.
  Path engineLog() {
    return directory.resolve("clickhouse.log");
  }

  /// What the process prints, by itself or when it dies.
  Path processLog() {
    return directory.resolve("process.log");
  }

  /// The end of both logs, for the message about a start that failed.
  String lastWords() {
    return "%s ends so:%n%s%n%s ends so:%n%s"
        .formatted(
            processLog(),
            LastLines.of(processLog(), SHOWN_LINES),
            engineLog(),
            LastLines.of(engineLog(), SHOWN_LINES));
  }

  /// Writes the configuration for this start.
  ///
  /// Merges get the processor time that nothing else wants, as everything else of a stack runs on
  /// the same machine. The engine does so only where it may set priorities (CAP_SYS_NICE).
  ///
  /// @param memoryBytes what queries, merges and caches may take together
  void prepare(long memoryBytes) throws IOException {
    Files.createDirectories(store().resolve("metadata"));
    Files.writeString(configuration(), configuration(memoryBytes));
    Files.writeString(users(), USERS);
    attachSystemDatabase();
    if (Files.exists(processLog()) && Files.size(processLog()) > LARGE_LOG_BYTES) {
      Files.move(
          processLog(), directory.resolve("process.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Without this file the engine makes a new `system` database at each start and forgets
  /// `system.query_log` and `system.part_log` of the former ones.
  private void attachSystemDatabase() throws IOException {
    Path file = store().resolve("metadata/system.sql");
    if (Files.exists(file)) {
      return;
    }
    FileTree.delete(store().resolve("data/system"));
    Path fresh = store().resolve("metadata/system.sql.new");
    Files.writeString(
        fresh, "ATTACH DATABASE _ UUID '" + UUID.randomUUID() + "' ENGINE = Atomic\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private String configuration(long memoryBytes) {
    return """
    <clickhouse>
      <keep_alive_timeout>30</keep_alive_timeout>
      <max_server_memory_usage>%1$d</max_server_memory_usage>
      <mark_cache_size>268435456</mark_cache_size>
      <os_threads_nice_value_merge_mutate>19</os_threads_nice_value_merge_mutate>
      <logger><log>%2$s</log><size>10M</size><count>2</count>
            <levels><logger><name>BackgroundSchedulePool/BgSchPool</name><level>error</level></logger></levels></logger>
      <query_log>
        <database>system</database><table>query_log</table>
        <ttl>event_date + INTERVAL 7 DAY DELETE</ttl>
        <flush_interval_milliseconds>2000</flush_interval_milliseconds>
      </query_log>
      <part_log>
        <database>system</database><table>part_log</table>
        <ttl>event_date + INTERVAL 7 DAY DELETE</ttl>
        <flush_interval_milliseconds>2000</flush_interval_milliseconds>
      </part_log>
      <backups><allowed_path>%3$s</allowed_path></backups>
      <users_config>%4$s</users_config>
    </clickhouse>
    """
        .formatted(memoryBytes, xml(engineLog()), xml(directory.resolve("backups")), xml(users()));
  }

  private static String xml(Path path) {
    return path.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static final String USERS =
      """
      <clickhouse>
        <profiles><default/></profiles>
        <quotas><default/></quotas>
        <users>
          <default>
            <password></password>
            <networks><ip>127.0.0.1</ip></networks>
            <profile>default</profile>
            <quota>default</quota>
            <named_collection_control>1</named_collection_control>
          </default>
        </users>
      </clickhouse>
      """;
}
