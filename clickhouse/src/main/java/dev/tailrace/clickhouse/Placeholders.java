package dev.tailrace.clickhouse;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What differs between installations, written `{{name}}` in a migration.
///
/// | placeholder | becomes |
/// |---|---|
/// | `{{database}}` | the database's name |
/// | `{{on_cluster}}` | ` ON CLUSTER 'name'`, or nothing on a single server |
/// | `{{engine:X(args)}}` | `X(args)`, or `ReplicatedX('path', '{replica}', args)` on a cluster |
/// | `{{retention_days}}` | days a row stays in `events`, and its hour in the sums |
/// | `{{window_retention_days}}` | days a row of a window stays after its last change |
///
/// @param database an identifier: letters, digits and underscores, no digit first
/// @param cluster name of a cluster of the server's configuration; its nodes define the macros
///     `shard` and `replica`
/// @param retentionDays at least 1
/// @param windowRetentionDays at least 1
public record Placeholders(
    String database, Optional<String> cluster, int retentionDays, int windowRetentionDays) {

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9_.{}-]+");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)(?::(.*?))?}}");
  private static final Pattern ENGINE = Pattern.compile("(\\w+)(?:\\((.*)\\))?");

  public Placeholders {
    if (!IDENTIFIER.matcher(database).matches()) {
      throw new IllegalArgumentException(
          "database '%s' is no identifier: use letters, digits and underscores, no digit first"
              .formatted(database));
    }
    cluster.ifPresent(Placeholders::requireClusterName);
    requireDays("retention days", retentionDays);
    requireDays("window retention days", windowRetentionDays);
  }

  /// A single server, events kept for 30 days, windows for 400.
  public static Placeholders of(String database) {
    return new Placeholders(database, Optional.empty(), 30, 400);
  }

  public Placeholders withCluster(String name) {
    return new Placeholders(database, Optional.of(name), retentionDays, windowRetentionDays);
  }

  public Placeholders withRetentionDays(int days) {
    return new Placeholders(database, cluster, days, windowRetentionDays);
  }

  public Placeholders withWindowRetentionDays(int days) {
    return new Placeholders(database, cluster, retentionDays, days);
  }

  /// The same settings on this server alone, in another database.
  Placeholders local(String otherDatabase) {
    return new Placeholders(otherDatabase, Optional.empty(), retentionDays, windowRetentionDays);
  }

  /// @param source where the text comes from, for messages
  /// @throws IllegalArgumentException when the text holds a placeholder that does not exist
  String render(String source, String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(value(source, found.group(1), found.group(2))));
  }

  private String value(String source, String name, String argument) {
    return switch (name) {
      case "database" -> database;
      case "on_cluster" -> cluster.map(" ON CLUSTER '%s'"::formatted).orElse("");
      case "engine" -> engine(argument);
      case "retention_days" -> Integer.toString(retentionDays);
      case "window_retention_days" -> Integer.toString(windowRetentionDays);
      default ->
          throw new IllegalArgumentException(
              "%s: unknown placeholder {{%s}}; known are database, on_cluster, engine, retention_days, window_retention_days"
                  .formatted(source, name));
    };
  }

  private String engine(String engine) {
    if (cluster.isEmpty()) {
      return engine;
    }
    Matcher parts = ENGINE.matcher(engine);
    if (!parts.matches()) {
      throw new IllegalArgumentException("{{engine:%s}} is no engine".formatted(engine));
    }
    String arguments = parts.group(2) == null ? "" : ", " + parts.group(2);
    return "Replicated%s('/clickhouse/tables/{shard}/{database}/{table}', '{replica}'%s)"
        .formatted(parts.group(1), arguments);
  }

  private static void requireClusterName(String name) {
    if (!CLUSTER.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "cluster '%s' is no cluster name: use one that SELECT cluster FROM system.clusters lists"
              .formatted(name));
    }
  }

  private static void requireDays(String what, int days) {
    if (days < 1) {
      throw new IllegalArgumentException("%s is %d: give at least 1".formatted(what, days));
    }
  }
}
