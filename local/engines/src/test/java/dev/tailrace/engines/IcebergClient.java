package dev.tailrace.engines;

import static org.apache.iceberg.types.Types.NestedField.required;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;

/// Iceberg's own REST client, told nothing but the URL, and the table that tests commit to.
final class IcebergClient implements AutoCloseable {
  static final Namespace NAMESPACE = Namespace.of("tailrace");
  static final TableIdentifier EVENTS = TableIdentifier.of(NAMESPACE, "events");
  static final Schema SCHEMA = new Schema(required(1, "ulid", Types.StringType.get()));

  private final RESTCatalog catalog = new RESTCatalog();

  IcebergClient(String url) {
    this(url, Map.of());
  }

  IcebergClient(String url, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put(CatalogProperties.URI, url);
    properties.put("rest.client.max-retries", "1"); // no test waits for a server to come back
    catalog.initialize("test", properties);
  }

  RESTCatalog catalog() {
    return catalog;
  }

  Table createEvents() {
    catalog.createNamespace(NAMESPACE);
    // A commit that the catalog's death left open need not be looked for.
    return catalog
        .buildTable(EVENTS, SCHEMA)
        .withProperty("commit.status-check.num-retries", "0")
        .create();
  }

  Table events() {
    return catalog.loadTable(EVENTS);
  }

  /// A file that only the table's metadata knows.
  static DataFile file(String name) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("s3://tailrace/events/" + name + ".parquet")
        .withFileSizeInBytes(100)
        .withRecordCount(1)
        .build();
  }

  void append(String name) {
    events().newAppend().appendFile(file(name)).commit();
  }

  /// The names of the table's files, as its manifests have them.
  List<String> files() {
    try (CloseableIterable<FileScanTask> tasks = events().newScan().planFiles()) {
      List<String> names = new ArrayList<>();
      tasks.forEach(task -> names.add(name(task.file().location())));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(String location) {
    return location.substring(location.lastIndexOf('/') + 1, location.lastIndexOf('.'));
  }

  @Override
  public void close() throws IOException {
    catalog.close();
  }
}
