package dev.tailrace.engines;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The commands that make, run and stop a PostgreSQL server. Nothing is started here.
///
/// PostgreSQL refuses to run as root. As root each command gets a user namespace of its own, where
/// it is nobody, and where the files of root are still its own.
///
/// @param home what [PostgresDistribution#unpacked] gave
record PostgresCommand(Path home) {
  /// Written into the command line of each server, and into the titles of its processes.
  static final String MARK = "cluster_name=tailrace";

  static final String USER = "tailrace";
  static final String DATABASE = "tailrace";

  private static final List<String> AS_NOBODY = List.of("unshare", "--user");

  /// Ctrl-C at the terminal goes to all processes of its session. The server must outlive those
  /// who still write to it.
  private static final List<String> IN_OWN_SESSION = List.of("setsid");

  /// The local stack is for this machine, and keeps what it was given.
  private static final List<String> SETTINGS =
      List.of(
          MARK,
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "max_connections=50",
          "fsync=on",
          "timezone=UTC",
          "log_timezone=UTC",
          "log_destination=stderr",
          "logging_collector=off",
          "log_checkpoints=off");

  /// Makes an empty cluster in an empty directory. Case and order of letters follow PostgreSQL's
  /// own tables, so that a directory means the same on every machine. Everyone who may connect is
  /// trusted.
  ProcessBuilder makeCluster(Path cluster) {
    return command(
        "initdb",
        "--pgdata=" + cluster,
        "--username=" + USER,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--sync-method=syncfs");
  }

  /// Reads statements from standard input, one each line. No server may run on the cluster.
  ProcessBuilder singleUser(Path cluster) {
    return command(
        "postgres", "--single", "-D", cluster.toString(), "-c", "exit_on_error=on", "postgres");
  }

  /// The server itself; its process is the one that is started.
  ProcessBuilder server(Path cluster, int port) {
    List<String> arguments =
        new ArrayList<>(List.of("-D", cluster.toString(), "-p", Integer.toString(port)));
    SETTINGS.forEach(setting -> arguments.addAll(List.of("-c", setting)));
    return command("postgres", arguments.toArray(String[]::new));
  }

  /// Tells a server to end its connections, write what it holds and stop.
  ProcessBuilder stopFast(long pid) {
    return command("pg_ctl", "kill", "INT", Long.toString(pid));
  }

  private ProcessBuilder command(String program, String... arguments) {
    List<String> line =
        Stream.of(
                IN_OWN_SESSION,
                isRoot() ? AS_NOBODY : List.<String>of(),
                List.of(home.resolve("bin").resolve(program).toString()),
                List.of(arguments))
            .flatMap(List::stream)
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(/* redirectErrorStream= */ true);
    // What a user sets for clients of other servers must not change this one.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    // Messages are read here too, and must not depend on the user's language.
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException _) {
      return System.getProperty("user.name").equals("root");
    }
  }
}
