package dev.tailrace.postgres.schema;

import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.PostgresException;
import dev.tailrace.postgres.PostgresRefusal;
import dev.tailrace.postgres.schema.ThingsSchema.Applied;
import dev.tailrace.postgres.schema.ThingsSchemaReport.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/// The migration files, and what the database knows of them. Flyway runs them and keeps the note.
final class ThingsMigrations {
  static final String HISTORY = "tailrace_schema_history";

  private static final String FOLDER = "db/migration";
  private static final String DIMENSIONS = "embedding_dimensions";
  private static final String RUN_APPLY = "run: schema apply";

  private final PostgresAddress address;
  private final int dimensions;

  ThingsMigrations(PostgresAddress address, int dimensions) {
    this.address = address;
    this.dimensions = dimensions;
  }

  Applied apply() {
    try {
      Flyway flyway = flyway();
      List<MigrationInfo> files = files(flyway);
      requireUnchanged(files);
      if (files.stream().anyMatch(ThingsMigrations::isPending)) {
        requireRightToCreate();
        Set<String> run =
            flyway.migrate().migrations.stream()
                .map(migration -> migration.version)
                .collect(Collectors.toSet());
        return applied(files, run);
      }
      return applied(files, Set.of());
    } catch (FlywayException e) {
      throw refused(e);
    }
  }

  private static Applied applied(List<MigrationInfo> files, Set<String> run) {
    Map<Boolean, List<String>> names =
        files.stream()
            .filter(ThingsMigrations::isOfThisBuild)
            .collect(
                Collectors.partitioningBy(
                    file -> run.contains(file.getVersion().getVersion()),
                    Collectors.mapping(MigrationInfo::getScript, Collectors.toList())));
    return new Applied(names.get(true), names.get(false));
  }

  /// Flyway would try for ten seconds.
  private void requireRightToCreate() {
    try (Connection connection = address.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT has_schema_privilege(current_schema(), 'CREATE'),"
                    + " quote_ident(current_schema()), quote_ident(current_user)")) {
      rows.next();
      if (!rows.getBoolean(1)) {
        throw new PostgresException(
            "user '%s' may not create tables in schema %s at %s: have its owner run GRANT CREATE, USAGE ON SCHEMA %s TO %s"
                .formatted(
                    address.user(),
                    rows.getString(2),
                    address.place(),
                    rows.getString(2),
                    rows.getString(3)));
      }
    } catch (SQLException e) {
      throw PostgresRefusal.of(address, e);
    }
  }

  private void requireUnchanged(List<MigrationInfo> files) {
    files.stream()
        .filter(ThingsMigrations::hasChanged)
        .findFirst()
        .ifPresent(
            file -> {
              throw new PostgresException(
                  "%s was applied at %s and has changed since: restore the file and write the change as a new migration"
                      .formatted(file.getScript(), address));
            });
  }

  /// Where the note that the database keeps and the files of this build differ.
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    try {
      for (MigrationInfo file : files(flyway())) {
        String object = "migration " + file.getScript();
        if (!isOfThisBuild(file)) {
          problems.add(
              new Problem(
                  object,
                  ShapeDifference.NOTHING,
                  "applied",
                  "a newer build changed this database: use that build"));
        } else if (isPending(file)) {
          problems.add(new Problem(object, "applied", ShapeDifference.NOTHING, RUN_APPLY));
        } else if (hasChanged(file)) {
          problems.add(
              new Problem(
                  object,
                  "checksum " + file.getResolvedChecksum(),
                  "checksum " + file.getAppliedChecksum(),
                  "restore the file and write the change as a new migration"));
        }
      }
    } catch (FlywayException e) {
      throw refused(e);
    }
    return problems;
  }

  /// The text of each file of this build, in order and ready to run.
  List<String> texts() {
    try {
      return files(flyway()).stream()
          .filter(ThingsMigrations::isOfThisBuild)
          .map(file -> text(file.getScript()))
          .toList();
    } catch (FlywayException e) {
      throw refused(e);
    }
  }

  private String text(String script) {
    String resource = FOLDER + "/" + script;
    try (InputStream in = loader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the migration " + resource + " is not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("${" + DIMENSIONS + "}", Integer.toString(dimensions));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the migration " + resource, e);
    }
  }

  /// Not the class loader of the thread: in a Connect worker that one may not see this plugin.
  private static ClassLoader loader() {
    return ThingsMigrations.class.getClassLoader();
  }

  private Flyway flyway() {
    return Flyway.configure(loader())
        .loggers(QuietFlywayLog.class.getName())
        .dataSource(address.dataSource())
        .locations("classpath:" + FOLDER)
        .failOnMissingLocations(true)
        .table(HISTORY)
        .placeholders(Map.of(DIMENSIONS, Integer.toString(dimensions)))
        .validateOnMigrate(true)
        .cleanDisabled(true)
        // A schema with tables of others is welcome. Version 0 is before the first file, so that
        // no file ever counts as applied that was not.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }

  /// The files of this build and those that the database knows. The note about a schema that was
  /// not empty is no file.
  private static List<MigrationInfo> files(Flyway flyway) {
    return Stream.of(flyway.info().all()).filter(info -> !info.getType().isBaseline()).toList();
  }

  private static boolean isOfThisBuild(MigrationInfo file) {
    return file.getState().isResolved();
  }

  private static boolean isPending(MigrationInfo file) {
    return isOfThisBuild(file) && !file.getState().isApplied();
  }

  private static boolean hasChanged(MigrationInfo file) {
    return isOfThisBuild(file)
        && file.getState().isApplied()
        && !Objects.equals(file.getResolvedChecksum(), file.getAppliedChecksum());
  }

  private PostgresException refused(FlywayException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException refusal) {
        return PostgresRefusal.of(address, refusal);
      }
    }
    return new PostgresException(
        "the tables cannot be made at %s: %s".formatted(address, e.getMessage()), e);
  }
}
