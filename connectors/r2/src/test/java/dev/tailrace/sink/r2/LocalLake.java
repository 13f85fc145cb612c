package dev.tailrace.sink.r2;

import dev.tailrace.engines.IcebergCatalogServer;
import dev.tailrace.engines.S3Server;
import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.serde.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// A bucket, a catalog and a registry on this machine, and independent readers of what the sink
/// left there.
final class LocalLake implements AutoCloseable {
  static final String BUCKET = "tailrace";
  static final String ERRORS_BUCKET = "tailrace-errors";

  private final S3Server s3;
  private final IcebergCatalogServer catalog;
  private final SchemaRegistryServer registry;
  private final Map<String, String> extra = new HashMap<>();
  private String endpoint;

  LocalLake(Path directory) {
    s3 = S3Server.start(0, directory.resolve("s3"), List.of(BUCKET, ERRORS_BUCKET));
    catalog =
        IcebergCatalogServer.start(
            0,
            directory.resolve("iceberg"),
            new IcebergCatalogServer.Warehouse("s3://" + BUCKET + "/warehouse", s3.url()));
    registry = SchemaRegistryServer.start(0, directory.resolve("registry.jsonl"));
    endpoint = s3.url();
  }

  /// Overrides a property of the connector.
  LocalLake with(String key, String value) {
    extra.put(key, value);
    return this;
  }

  /// Lets the sink reach the bucket elsewhere: through a proxy.
  LocalLake through(URI proxy) {
    endpoint = proxy.toString();
    return this;
  }

  URI s3() {
    return URI.create(s3.url());
  }

  URI catalogUrl() {
    return URI.create(catalog.url());
  }

  int register(String topic, Schema schema) {
    try (SchemaRegistryClient client =
        SchemaRegistryClient.of(Map.of("schema.registry.url", registry.url()))) {
      return client.register(topic + "-value", schema);
    }
  }

  /// Properties of a connector without tables.
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("name", "r2");
    properties.put("topics", "events");
    properties.put("consumer.override.isolation.level", "read_committed");
    properties.put(R2SinkKeys.ENDPOINT, endpoint);
    properties.put(R2SinkKeys.BUCKET, BUCKET);
    properties.put(R2SinkKeys.ERRORS_BUCKET, ERRORS_BUCKET);
    properties.put(R2SinkKeys.ACCESS_KEY, S3Server.ACCESS_KEY);
    properties.put(R2SinkKeys.SECRET_KEY, S3Server.SECRET_KEY);
    properties.put("registry.schema.registry.url", registry.url());
    properties.put("retry.backoff.ms", "20");
    properties.put("retry.backoff.max.ms", "100");
    properties.putAll(extra);
    return properties;
  }

  /// Properties of a connector with tables.
  Map<String, String> withTables() {
    Map<String, String> properties = properties();
    properties.put("iceberg.catalog.uri", catalog.url());
    properties.put(R2SinkKeys.COMMIT_INTERVAL_MS, "100");
    properties.putAll(extra);
    return properties;
  }

  /// All objects of a bucket below a directory with when they were written, by key.
  Map<String, FileTime> objects(String bucket, String directory) {
    Path root = s3.bucket(bucket);
    Map<String, FileTime> objects = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String key = root.relativize(file).toString();
        if (key.startsWith(directory + "/")) {
          note(key, file, objects);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return objects;
  }

  private static void note(String key, Path file, Map<String, FileTime> objects)
      throws IOException {
    try {
      objects.put(key, Files.getLastModifiedTime(file));
    } catch (NoSuchFileException _) {
      // An upload was under way, and has become an object of another name.
    }
  }

  /// Keys of uploads that were begun and neither completed nor given up.
  List<String> unfinishedUploads() {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(s3())
            .region(Region.of(S3Server.REGION))
            .forcePathStyle(true)
            .httpClientBuilder(Apache5HttpClient.builder())
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
            .build()) {
      return client.listMultipartUploads(of -> of.bucket(BUCKET)).uploads().stream()
          .map(MultipartUpload::key)
          .toList();
    }
  }

  Path bucket(String name) {
    return s3.bucket(name);
  }

  /// What DuckDB reads from the files of a directory; `FILES` in the text stands for them.
  List<List<String>> duckDb(String directory, String sql) {
    String files =
        "read_parquet('"
            + s3.bucket(BUCKET).resolve(directory)
            + "/**/*.parquet', union_by_name = true)";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql.replace("FILES", files))) {
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// A client of the catalog that is not the sink's.
  RESTCatalog catalog() {
    RESTCatalog client = new RESTCatalog();
    Map<String, String> properties = new HashMap<>();
    BucketSettings bucket =
        new BucketSettings(
            Optional.of(s3()),
            S3Server.REGION,
            BUCKET,
            "",
            Optional.of(new BucketSettings.Credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)),
            Duration.ofSeconds(10));
    properties.putAll(CatalogProperties.of(Map.of("uri", catalog.url()), bucket));
    client.initialize("reader", properties);
    return client;
  }

  Table table(String name) {
    return table("tailrace", name);
  }

  Table table(String namespace, String name) {
    return catalog().loadTable(TableIdentifier.of(namespace, name));
  }

  /// What an Iceberg reader finds in a table.
  List<Record> iceberg(String name) {
    return iceberg(table(name));
  }

  static List<Record> iceberg(Table table) {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> read = IcebergGenerics.read(table).build()) {
      read.forEach(rows::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  @Override
  public void close() {
    registry.close();
    catalog.close();
    s3.close();
  }
}
