package dev.tailrace.sink.iceberg;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.rest.RESTCatalog;

/// The tables of one namespace of a REST catalog. Thread-safe.
public final class Lake implements AutoCloseable {
  /// What later compaction and every writer should know; none of it is needed to read.
  private static final Map<String, String> TABLE_PROPERTIES =
      Map.of(
          TableProperties.FORMAT_VERSION, "2",
          TableProperties.PARQUET_COMPRESSION, "zstd",
          TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, String.valueOf(512L << 20),
          TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true",
          TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "100");

  private final RESTCatalog catalog;
  private final Namespace namespace;

  private Lake(RESTCatalog catalog, Namespace namespace) {
    this.catalog = catalog;
    this.namespace = namespace;
  }

  /// Connects to a catalog.
  ///
  /// @param properties of Iceberg's REST catalog: `uri`, `warehouse`, `token`, those of files
  /// @throws RuntimeException what Iceberg throws when the catalog does not answer or refuses
  public static Lake connect(Map<String, String> properties, String namespace) {
    RESTCatalog catalog = new RESTCatalog();
    Map<String, String> all = new HashMap<>(properties);
    all.putIfAbsent(CatalogProperties.FILE_IO_IMPL, KeptFiles.class.getName());
    catalog.initialize("tailrace-" + properties.get(CatalogProperties.URI), all);
    return new Lake(catalog, Namespace.of(namespace.split("\\.")));
  }

  /// The table, if it has been made.
  public Optional<LakeTable> existing(String name, String dayColumn) {
    TableIdentifier id = TableIdentifier.of(namespace, name);
    return catalog.tableExists(id)
        ? Optional.of(new LakeTable(catalog.loadTable(id), dayColumn))
        : Optional.empty();
  }

  /// The table, which is made, partitioned by day, when it is absent.
  ///
  /// @param columns of the table if it is to be made
  /// @param dayColumn timestamp column whose day is the partition
  public LakeTable table(String name, Schema columns, String dayColumn) {
    TableIdentifier id = TableIdentifier.of(namespace, name);
    if (!catalog.tableExists(id)) {
      create(id, columns, dayColumn);
    }
    return new LakeTable(catalog.loadTable(id), dayColumn);
  }

  /// What the table is and holds, if it has been made. Changes nothing.
  ///
  /// @param columns that the sink would write
  /// @param dayColumn timestamp column whose day is the partition
  /// @throws LakeException when somebody else has damaged the progress
  public Optional<TableFacts> facts(String name, Schema columns, String dayColumn) {
    TableIdentifier id = TableIdentifier.of(namespace, name);
    return catalog.tableExists(id)
        ? Optional.of(TableFacts.of(catalog.loadTable(id), columns, dayColumn))
        : Optional.empty();
  }

  private void create(TableIdentifier id, Schema columns, String dayColumn) {
    try {
      if (!catalog.namespaceExists(namespace)) {
        catalog.createNamespace(namespace);
      }
    } catch (AlreadyExistsException _) {
      // Another task was quicker; the table is what matters.
    }
    try {
      PartitionSpec byDay = PartitionSpec.builderFor(columns).day(dayColumn).build();
      Table _ = catalog.createTable(id, columns, byDay, TABLE_PROPERTIES);
    } catch (AlreadyExistsException _) {
      // Another task was quicker with the same columns.
    }
  }

  @Override
  public void close() throws IOException {
    catalog.close();
  }
}
