package dev.tailrace.sink.iceberg;

import dev.tailrace.engines.IcebergCatalogServer;
import dev.tailrace.engines.S3Server;
import dev.tailrace.sink.avro.Framed;
import dev.tailrace.sink.parquet.FileColumns;
import dev.tailrace.sink.parquet.MemoryStream;
import dev.tailrace.sink.parquet.ParquetFile;
import dev.tailrace.sink.parquet.ParquetSettings;
import dev.tailrace.sink.parquet.RowReader;
import dev.tailrace.sink.parquet.RowShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/// A catalog and a bucket on this machine, and files for its tables.
final class TestLake implements AutoCloseable {
  static final String NAMESPACE = "lake.of.tests";
  static final String DAY_COLUMN = "at";
  static final LocalDate DAY = LocalDate.parse("2026-11-20");

  static final Schema AVRO =
      SchemaBuilder.record("Row")
          .fields()
          .requiredString("id")
          .name("tags")
          .type(Schema.createArray(Schema.create(Schema.Type.STRING)))
          .noDefault()
          .name(DAY_COLUMN)
          .type(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
          .noDefault()
          .endRecord();

  private static final RowShape SHAPE =
      new RowShape(Optional.of(DAY_COLUMN), "published_at", "id", DAY_COLUMN, Set.of(), Set.of());

  private final S3Server s3;
  private final IcebergCatalogServer server;

  TestLake(Path directory) {
    s3 = S3Server.start(0, directory.resolve("s3"), List.of("lake"));
    server =
        IcebergCatalogServer.start(
            0,
            directory.resolve("iceberg"),
            new IcebergCatalogServer.Warehouse("s3://lake/warehouse", s3.url()));
  }

  Lake connect() {
    return connect(URI.create(server.url()));
  }

  /// Through a proxy, say.
  Lake connect(URI catalog) {
    return Lake.connect(Map.of("uri", catalog.toString(), "http-client.type", "apache"), NAMESPACE);
  }

  URI catalog() {
    return URI.create(server.url());
  }

  /// The table as somebody else sees it.
  Table table(String name) {
    RESTCatalog catalog = new RESTCatalog();
    catalog.initialize("reader", Map.of("uri", server.url(), "http-client.type", "apache"));
    return catalog.loadTable(TableIdentifier.parse(NAMESPACE + "." + name));
  }

  static org.apache.iceberg.Schema columns() {
    return new RowReader(AVRO, SHAPE).columns();
  }

  /// A footer of one row in these columns.
  static ParquetMetadata footer(org.apache.iceberg.Schema columns) {
    GenericRecord row = new GenericData.Record(AVRO);
    row.put("id", "x");
    row.put("tags", List.of("a", "b"));
    row.put(DAY_COLUMN, DAY.toEpochDay() * 86_400_000L);
    ParquetFile file =
        new ParquetFile(
            new MemoryStream(), new FileColumns(columns), SHAPE, ParquetSettings.DEFAULT);
    try {
      file.add(new RowReader(AVRO, SHAPE).check(new Framed().value(1, row), 5, null, 0, 0));
      return file.finish(Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file of a partition with the rows of these offsets.
  static NewFile file(String partition, long first, long last) {
    String location = "s3://lake/data/%s-%05d.parquet".formatted(partition, first);
    return new NewFile(location, 1_000, DAY, first, last, footer(columns()));
  }

  static Wave wave(String partition, long next, NewFile... files) {
    return new Wave(partition, List.of(files), next, next);
  }

  /// A wave of one file with ten rows, the `number`th of its partition.
  static Wave ten(String partition, long number) {
    return wave(partition, 10 * number + 10, file(partition, 10 * number, 10 * number + 9));
  }

  /// Locations of the files in the table, sorted.
  static List<String> files(Table table) {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      return StreamSupport.stream(tasks.spliterator(), false)
          .map(task -> task.file().location())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Snapshot> snapshots(Table table) {
    return StreamSupport.stream(table.snapshots().spliterator(), false).toList();
  }

  @Override
  public void close() {
    server.close();
    s3.close();
  }
}
