package dev.tailrace.audit;

import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EnrichedEvent.Change;
import dev.tailrace.event.EntityMutation;
import dev.tailrace.event.EntityMutation.Ends;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.generic.IndexedRecord;

/// The columns that the raw record alone determines, in the order in which a row's content is
/// written down to be hashed; and how each engine writes the same bytes.
///
/// A value is written as the length of its text in bytes, a colon, and the text (UTF-8); null is a
/// hyphen. Numbers are decimal, times Unix epoch milliseconds, flags `true` and `false`. A list is
/// the text of its elements, each written like a value; an empty one is null, because ClickHouse
/// cannot tell them apart. The lengths make it unambiguous: no text can pass for two.
///
/// The hash is the first eight bytes of MD5, little-endian: the one function of which Java,
/// ClickHouse and DuckDB each have an implementation of their own.
///
/// @param <T> what the oracle makes of a raw record
/// @param list in their order
record Columns<T>(List<Column<T>> list) {
  /// How values of a column are written.
  enum Kind {
    TEXT,
    NUMBER,
    TIME,
    FLAG,
    TEXTS
  }

  /// One column.
  ///
  /// @param value what the oracle says it holds
  record Column<T>(String name, Kind kind, Function<T, Object> value) {
    /// The value as ClickHouse writes it.
    String clickHouse() {
      String text =
          switch (kind) {
            case TEXT -> name;
            case NUMBER, FLAG -> "toString(" + name + ")";
            case TIME -> "toString(toUnixTimestamp64Milli(" + name + "))";
            case TEXTS -> "arrayStringConcat(arrayMap(t -> " + clickHouse("t") + ", " + name + "))";
          };
      String written = clickHouse(text);
      return kind == Kind.TEXTS ? "if(empty(" + name + "), '-', " + written + ")" : written;
    }

    private static String clickHouse(String text) {
      return "ifNull(concat(toString(length(%1$s)), ':', %1$s), '-')".formatted(text);
    }

    /// The value as DuckDB writes it.
    ///
    /// @param present the columns that the file has
    String duckDb(Set<String> present) {
      if (!present.contains(name)) {
        return "'-'";
      }
      String column = '"' + name + '"';
      return switch (kind) {
        case TEXT -> duckDb(column);
        case NUMBER, FLAG -> duckDb(column + "::VARCHAR");
        case TIME -> duckDb("epoch_ms(" + column + ")::VARCHAR");
        case TEXTS ->
            "CASE WHEN len(%1$s) > 0 THEN %2$s ELSE '-' END"
                .formatted(
                    column,
                    duckDb(
                        "array_to_string(list_transform("
                            + column
                            + ", lambda t: "
                            + duckDb("t")
                            + "), '')"));
      };
    }

    private static String duckDb(String text) {
      return "coalesce(strlen(%1$s)::VARCHAR || ':' || %1$s, '-')".formatted(text);
    }
  }

  Columns {
    list = List.copyOf(list);
  }

  /// Hash of the content in ClickHouse.
  String clickHouse() {
    return clickHouseHash(
        list.stream().map(Column::clickHouse).collect(Collectors.joining(", ", "concat(", ")")));
  }

  static String clickHouseHash(String text) {
    return "reinterpretAsUInt64(substring(MD5(" + text + "), 1, 8))";
  }

  /// Hash of the content in DuckDB.
  String duckDb(Set<String> present) {
    return duckDbHash(
        list.stream().map(column -> column.duckDb(present)).collect(Collectors.joining(" || ")));
  }

  /// Of a 128-bit digest in two halves DuckDB calls the first eight bytes the upper one.
  static String duckDbHash(String text) {
    return "md5_number_upper(" + text + ")";
  }

  /// Hash of the content that the oracle expects.
  long hash(T row, CanonicalText text) {
    text.reset();
    for (Column<T> column : list) {
      text.append(column.value().apply(row));
    }
    return text.hash();
  }

  /// Hash of the content of a decoded record.
  long hash(IndexedRecord row, CanonicalText text) {
    text.reset();
    for (Column<T> column : list) {
      text.append(value(row, column.name()));
    }
    return text.hash();
  }

  /// A field of a decoded record, null when its schema has none of that name.
  static Object value(IndexedRecord row, String name) {
    var field = row.getSchema().getField(name);
    return field == null ? null : row.get(field.pos());
  }

  /// Those of `events`: all but `ulid`, which is hashed by itself, and the two that a run of the
  /// pipeline gives, `pipeline_instance` and `pipeline_batch_id`.
  static final Columns<EnrichedEvent> EVENTS =
      new Columns<>(
          List.of(
              new Column<>("timestamp", Kind.TIME, e -> e.source().timestamp()),
              new Column<>("event_timestamp", Kind.TIME, EnrichedEvent::eventTimestamp),
              text("event_type", e -> e.eventType().text()),
              text("event_name", EnrichedEvent::eventName),
              text("mutation_type", change(c -> c.mutationType().text())),
              text("entity_ns", change(Change::entityNs)),
              text("entity_id", change(Change::entityId)),
              text("entity_type", change(Change::entityType)),
              text("entity_kind", change(Change::entityKind)),
              text("script_name", e -> e.worker().scriptName()),
              text("dispatch_namespace", e -> e.worker().dispatchNamespace()),
              text("worker_name", e -> e.worker().workerName()),
              text("entrypoint", e -> e.worker().entrypoint()),
              text("script_version", e -> e.worker().scriptVersion()),
              text("durable_object_id", e -> e.worker().durableObjectId()),
              text("execution_model", e -> e.worker().executionModel()),
              new Column<>("script_tags", Kind.TEXTS, e -> e.worker().scriptTags()),
              text("url", e -> e.request().url()),
              text("method", e -> e.request().method()),
              text("cf_ray", e -> e.request().cfRay()),
              text("user_agent", e -> e.request().userAgent()),
              text("ip", e -> e.request().ip()),
              text("colo", e -> e.request().colo()),
              text("country", e -> e.request().country()),
              number("status", e -> e.result().status()),
              text("outcome", EnrichedEvent::outcome),
              text("rpc_method", e -> e.request().rpcMethod()),
              text("queue_name", e -> e.request().queueName()),
              number("queue_batch_size", e -> e.result().queueBatchSize()),
              text("email_to", e -> e.request().emailTo()),
              new Column<>("scheduled_time", Kind.TIME, e -> e.request().scheduledTime()),
              text("cron", e -> e.request().cron()),
              text("severity", e -> e.classification().severity().text()),
              text("category", e -> e.classification().category().text()),
              text("error_type", e -> e.classification().errorType()),
              text("error_message", e -> e.classification().errorMessage()),
              text("classified_by", e -> e.classification().classifiedBy()),
              new Column<>("has_exception", Kind.FLAG, e -> e.result().hasException()),
              number("cpu_time", e -> e.result().cpuTime()),
              number("wall_time", e -> e.result().wallTime()),
              text("data", change(Change::data)),
              text("metadata", change(Change::metadata)),
              number("log_count", e -> e.result().logCount()),
              text("logs", e -> e.result().logs()),
              number("exception_count", e -> e.result().exceptionCount()),
              text("exceptions", e -> e.result().exceptions()),
              new Column<>("truncated", Kind.FLAG, e -> e.result().truncated()),
              number("retry_count", e -> e.source().retryCount()),
              text("source_topic", e -> e.source().topic()),
              number("source_partition", e -> e.source().partition()),
              number("source_offset", e -> e.source().offset())));

  /// Those of `things.mutations`: all but `version`, which is hashed by itself.
  static final Columns<EntityMutation> MUTATIONS =
      new Columns<>(
          List.of(
              new Column<>("event_timestamp", Kind.TIME, EntityMutation::eventTimestamp),
              new Column<>("mutation_type", Kind.TEXT, m -> m.mutationType().text()),
              new Column<>("entity_kind", Kind.TEXT, EntityMutation::entityKind),
              new Column<>("entity_ns", Kind.TEXT, EntityMutation::entityNs),
              new Column<>("entity_id", Kind.TEXT, EntityMutation::entityId),
              new Column<>("entity_type", Kind.TEXT, EntityMutation::entityType),
              new Column<>("from_ns", Kind.TEXT, end(Ends::fromNs)),
              new Column<>("from_id", Kind.TEXT, end(Ends::fromId)),
              new Column<>("to_ns", Kind.TEXT, end(Ends::toNs)),
              new Column<>("to_id", Kind.TEXT, end(Ends::toId)),
              new Column<>("after", Kind.TEXT, EntityMutation::after),
              new Column<>("before", Kind.TEXT, EntityMutation::before),
              new Column<>("metadata", Kind.TEXT, EntityMutation::metadata),
              new Column<>("script_name", Kind.TEXT, EntityMutation::scriptName),
              new Column<>("source_topic", Kind.TEXT, m -> m.source().topic()),
              new Column<>("source_partition", Kind.NUMBER, m -> m.source().partition()),
              new Column<>("source_offset", Kind.NUMBER, m -> m.source().offset())));

  private static Column<EnrichedEvent> text(String name, Function<EnrichedEvent, Object> value) {
    return new Column<>(name, Kind.TEXT, value);
  }

  private static Column<EnrichedEvent> number(String name, Function<EnrichedEvent, Object> value) {
    return new Column<>(name, Kind.NUMBER, value);
  }

  private static Function<EnrichedEvent, Object> change(Function<Change, Object> column) {
    return event -> event.change() == null ? null : column.apply(event.change());
  }

  private static Function<EntityMutation, Object> end(Function<Ends, Object> column) {
    return mutation -> mutation.ends() == null ? null : column.apply(mutation.ends());
  }
}
