package dev.tailrace.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;

/// The files that the current snapshot of an Iceberg table names.
final class TableEntries {
  private final Map<String, String> catalog;
  private final String namespace;
  private final List<String> remarks = new ArrayList<>();

  TableEntries(Map<String, String> catalog, String namespace) {
    this.catalog = catalog;
    this.namespace = namespace;
  }

  /// How often each file is in the table, by its location; nothing when there is no table.
  Map<String, Long> read(String name) {
    remarks.clear();
    Map<String, Long> entries = new TreeMap<>();
    try (RESTCatalog connection = new RESTCatalog()) {
      connection.initialize("audit", catalog);
      TableIdentifier id = TableIdentifier.of(namespace, name);
      if (!connection.tableExists(id)) {
        remarks.add("the catalog has no table " + id);
        return entries;
      }
      Table table = connection.loadTable(id);
      try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
        for (FileScanTask task : tasks) {
          entries.merge(task.file().location(), 1L, Long::sum);
          if (!task.deletes().isEmpty()) {
            remarks.add(
                "rows of %s are deleted by other files, which the audit does not apply"
                    .formatted(task.file().location()));
          }
        }
      }
      return entries;
    } catch (IOException | RuntimeException e) {
      throw new AuditException(
          "cannot read the table %s of %s: %s".formatted(name, catalog.get("uri"), e.getMessage()),
          e);
    }
  }

  /// What is odd about the table read last.
  List<String> remarks() {
    return List.copyOf(remarks);
  }
}
