package dev.tailrace.engines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What lies in the data directory of a PostgreSQL server.
///
/// @param directory the data directory, absolute and without symbolic links
record PostgresFiles(Path directory) {
  private static final int SHOWN_LINES = 12;
  private static final String STAGING = "cluster.partial-";
  private static final int STATUS_LINE = 7;

  /// @param directory exists
  static PostgresFiles of(Path directory) throws IOException {
    return new PostgresFiles(directory.toRealPath());
  }

  /// What PostgreSQL calls its data directory.
  Path cluster() {
    return directory.resolve("cluster");
  }

  /// What the server and the programs around it print.
  Path log() {
    return directory.resolve("postgres.log");
  }

  /// A place to make a cluster in, never used before: the maker of a killed JVM may still write to
  /// the former one.
  Path newStaging() throws IOException {
    return Files.createTempDirectory(directory, STAGING);
  }

  void removeStagings() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> leftovers =
          entries.filter(entry -> entry.getFileName().toString().startsWith(STAGING)).toList();
      for (Path leftover : leftovers) {
        FileTree.delete(leftover);
      }
    }
  }

  /// Removes what a killed server noted about itself. Its process id may be another program's now,
  /// which would keep the next server from starting.
  void forgetFormerServer() throws IOException {
    Files.deleteIfExists(note());
  }

  /// Whether the server of this id has noted that it takes connections.
  boolean saysReady(long pid) throws IOException {
    try {
      List<String> lines = Files.readAllLines(note(), StandardCharsets.UTF_8);
      return lines.size() > STATUS_LINE
          && lines.getFirst().strip().equals(Long.toString(pid))
          && lines.get(STATUS_LINE).strip().equals("ready");
    } catch (NoSuchFileException _) {
      // The server has not come so far yet.
      return false;
    }
  }

  /// Lines: process id, directory, start time, port, socket directory, address, shared memory,
  /// status. See `src/include/utils/pidfile.h` of PostgreSQL.
  private Path note() {
    return cluster().resolve("postmaster.pid");
  }

  /// The end of the log, for the message about a start that failed.
  String lastWords() {
    return "%s ends so:%n%s".formatted(log(), LastLines.of(log(), SHOWN_LINES));
  }
}
