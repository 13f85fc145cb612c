package dev.tailrace.lake;

import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.lake.LakeStep.Outcome;
import dev.tailrace.sink.iceberg.LakeException;
import dev.tailrace.sink.iceberg.TableFacts;
import dev.tailrace.sink.iceberg.TableFacts.ColumnDifference;
import dev.tailrace.sink.r2.BucketSettings;
import dev.tailrace.sink.r2.LakeTables;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The sink's tables in one catalog.
///
/// Every call throws [LakeSchemaException] when the catalog does not answer or refuses.
final class TableSchemas {
  /// No file is read or written here: the catalog keeps the tables' metadata.
  private static final String ANY_REGION = "auto";

  private final CatalogAddress catalog;
  private final BucketSettings files;

  TableSchemas(CatalogAddress catalog, Optional<BucketAddress> bucket) {
    this.catalog = catalog;
    Optional<URI> endpoint = bucket.flatMap(BucketAddress::endpoint);
    this.files =
        new BucketSettings(
            endpoint,
            ANY_REGION,
            bucket.map(BucketAddress::bucket).orElse(""),
            bucket.map(BucketAddress::prefix).orElse(""),
            bucket
                .flatMap(BucketAddress::credentials)
                .map(own -> new BucketSettings.Credentials(own.accessKey(), own.secretKey())),
            Duration.ofSeconds(30));
  }

  /// A table with its namespace.
  String nameOf(String table) {
    return "table " + catalog.namespace() + "." + table;
  }

  /// What each table is and holds, by its name; empty for one that is not there.
  Map<String, Optional<TableFacts>> facts() {
    return ask(
        tables -> {
          Map<String, Optional<TableFacts>> all = new LinkedHashMap<>();
          LakeTables.names().forEach(name -> all.put(name, tables.facts(name)));
          return all;
        });
  }

  /// Makes the tables that are absent and adds the columns that are missing.
  List<LakeStep> apply() {
    return ask(
        tables -> {
          List<LakeStep> steps = new ArrayList<>();
          LakeTables.names().forEach(name -> steps.add(apply(tables, name)));
          return steps;
        });
  }

  private LakeStep apply(LakeTables tables, String name) {
    Optional<TableFacts> facts = tables.facts(name);
    List<TableProblem> refused =
        facts.stream()
            .flatMap(known -> TableProblem.of(known).stream())
            .filter(problem -> !problem.isMissingColumn())
            .toList();
    if (!refused.isEmpty()) {
      return new LakeStep(
          Outcome.REFUSED,
          nameOf(name),
          refused.stream().map(TableProblem::sentence).collect(Collectors.joining("; ")));
    }
    List<String> added =
        facts.stream()
            .flatMap(known -> known.differences().stream())
            .map(ColumnDifference::column)
            .toList();
    if (facts.isPresent() && added.isEmpty()) {
      return new LakeStep(Outcome.UNCHANGED, nameOf(name), "");
    }
    tables.prepare(name);
    String what = facts.isEmpty() ? "made" : "with new columns " + String.join(", ", added);
    return new LakeStep(Outcome.APPLIED, nameOf(name), what);
  }

  private <T> T ask(Function<LakeTables, T> question) {
    try (LakeTables tables = LakeTables.connect(catalog.properties(), files, catalog.namespace())) {
      return question.apply(tables);
    } catch (LakeException known) {
      throw new LakeSchemaException(known.getMessage(), known);
    } catch (RuntimeException e) { // Iceberg's exceptions have no type of their own
      throw new LakeSchemaException(
          "the catalog %s answers: %s; see --iceberg-catalog, --iceberg-warehouse and --iceberg-token"
              .formatted(catalog, reasons(e)),
          e);
    }
  }

  private static String reasons(RuntimeException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return root == e ? first : first + " (" + root + ")";
  }

  @Override
  public String toString() {
    return "catalog " + catalog;
  }
}
