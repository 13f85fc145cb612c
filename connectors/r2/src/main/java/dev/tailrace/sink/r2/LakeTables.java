package dev.tailrace.sink.r2;

import dev.tailrace.schema.ErrorTrends5Min;
import dev.tailrace.schema.Event;
import dev.tailrace.schema.ServiceMetricsHourly;
import dev.tailrace.sink.iceberg.Lake;
import dev.tailrace.sink.iceberg.TableFacts;
import dev.tailrace.sink.parquet.RowReader;
import dev.tailrace.sink.parquet.RowShape;
import dev.tailrace.sink.r2.TopicProfile.Content;
import dev.tailrace.sink.r2.TopicProfile.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/// The tables that the sink makes of this build's records, without records: to make them early and
/// to look at them. Columns, ids, partitioning and properties come from where the sink takes them.
///
/// Thread-safe. Every call throws what Iceberg throws.
public final class LakeTables implements AutoCloseable {
  private static final Map<String, Definition> DEFINITIONS =
      define(
          new Definition(
              new TopicProfile("events", Order.SEALED, Content.EVENTS), Event.getClassSchema()),
          new Definition(
              new TopicProfile("service_metrics_hourly", Order.TIMED, Content.STATES),
              ServiceMetricsHourly.getClassSchema()),
          new Definition(
              new TopicProfile("error_trends_5min", Order.TIMED, Content.STATES),
              ErrorTrends5Min.getClassSchema()));

  private final Lake lake;

  private LakeTables(Lake lake) {
    this.lake = lake;
  }

  /// Connects to a catalog.
  ///
  /// @param catalog properties of Iceberg's REST catalog: `uri`, `warehouse`, `token`
  /// @param bucket how the files of tables are reached
  public static LakeTables connect(
      Map<String, String> catalog, BucketSettings bucket, String namespace) {
    return new LakeTables(Lake.connect(CatalogProperties.of(catalog, bucket), namespace));
  }

  /// The tables' names, which are also the directories of their files.
  public static List<String> names() {
    return List.copyOf(DEFINITIONS.keySet());
  }

  /// What a table is and holds, if it has been made.
  public Optional<TableFacts> facts(String name) {
    Definition definition = definition(name);
    return lake.facts(name, definition.columns(), definition.dayColumn());
  }

  /// Makes a table if it is absent, and adds the columns it lacks. Doing so again changes nothing.
  ///
  /// @throws dev.tailrace.sink.iceberg.LakeException when a column has another type in the table
  public void prepare(String name) {
    Definition definition = definition(name);
    var columns = definition.columns();
    var _ = lake.table(name, columns, definition.dayColumn()).columns(columns);
  }

  private static Definition definition(String name) {
    return Optional.ofNullable(DEFINITIONS.get(name))
        .orElseThrow(
            () -> new IllegalArgumentException("there is no table " + name + " among " + names()));
  }

  private static Map<String, Definition> define(Definition... definitions) {
    Map<String, Definition> byName = new LinkedHashMap<>();
    for (Definition definition : definitions) {
      byName.put(definition.profile().directory(), definition);
    }
    return byName;
  }

  private record Definition(TopicProfile profile, Schema records) {
    org.apache.iceberg.Schema columns() {
      return new RowReader(records, shape()).columns();
    }

    String dayColumn() {
      return shape().dayColumn();
    }

    private RowShape shape() {
      return R2Parts.shape(profile);
    }
  }

  @Override
  public void close() {
    try {
      lake.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot leave the catalog", e);
    }
  }
}
