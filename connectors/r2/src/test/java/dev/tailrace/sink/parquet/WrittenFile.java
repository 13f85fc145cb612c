package dev.tailrace.sink.parquet;

import dev.tailrace.sink.avro.Framed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/// A Parquet file on disk, which an independent reader looks at.
record WrittenFile(Path path) {
  /// Nothing is sorted or looked up; the record's time is a column.
  static final RowShape PLAIN =
      new RowShape(Optional.empty(), "published_at", "", "", Set.of(), Set.of());

  private static final int FRAME_BYTES = 5;

  /// A schema with one field `v`.
  static Schema ofValue(Schema type) {
    return SchemaBuilder.record("Row").fields().name("v").type(type).noDefault().endRecord();
  }

  /// A record with one field `v`.
  static GenericRecord value(Schema schema, Object value) {
    GenericRecord made = new GenericData.Record(schema);
    made.put("v", value);
    return made;
  }

  static Row row(RowReader reader, GenericRecord from, long offset) {
    byte[] bytes = new Framed().value(1, from);
    return reader.check(bytes, FRAME_BYTES, null, offset, 0);
  }

  /// A file with these records in their order.
  static WrittenFile of(Path directory, Schema schema, List<? extends GenericRecord> records) {
    RowReader reader = new RowReader(schema, PLAIN);
    MemoryStream stream = new MemoryStream();
    ParquetFile file =
        new ParquetFile(stream, new FileColumns(reader.columns()), PLAIN, ParquetSettings.DEFAULT);
    try {
      for (int i = 0; i < records.size(); i++) {
        file.add(row(reader, records.get(i), i));
      }
      file.finish(Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(directory, stream);
  }

  static WrittenFile of(Path directory, MemoryStream stream) {
    try {
      Path path = Files.createTempFile(directory, "rows", ".parquet");
      return new WrittenFile(Files.write(path, stream.bytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What DuckDB answers; `FILE` in the text stands for the file's name in quotes.
  List<List<String>> duckDb(String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql.replace("FILE", "'" + path + "'"))) {
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

  /// The first column of the answer.
  List<String> first(String sql) {
    return duckDb(sql).stream().map(List::getFirst).toList();
  }
}
