package dev.tailrace.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;

/// What an Iceberg table says it holds, as any reader of its metadata sees it.
///
/// @param entries how often a file is in the table, over all files
/// @param files different files
/// @param rows in all entries
record TableCounts(long entries, long files, long rows) {
  private static final String NAMESPACE = "tailrace";

  /// @param properties of a REST catalog
  static TableCounts read(Map<String, String> properties, String name) {
    try (RESTCatalog catalog = new RESTCatalog()) {
      catalog.initialize("recount", properties);
      TableIdentifier id = TableIdentifier.of(NAMESPACE, name);
      return catalog.tableExists(id) ? count(catalog.loadTable(id)) : new TableCounts(0, 0, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the table " + name, e);
    }
  }

  private static TableCounts count(Table table) throws IOException {
    Map<String, Long> rowsByFile = new HashMap<>();
    long entries = 0;
    long rows = 0;
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        DataFile file = task.file();
        rowsByFile.put(file.location(), file.recordCount());
        entries++;
        rows += file.recordCount();
      }
    }
    return new TableCounts(entries, rowsByFile.size(), rows);
  }
}
