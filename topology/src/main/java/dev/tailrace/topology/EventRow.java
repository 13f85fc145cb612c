package dev.tailrace.topology;

import static java.util.Map.entry;

import dev.tailrace.avro.SelfEncoding;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EnrichedEvent.Change;
import dev.tailrace.event.EnrichedEvent.Classification;
import dev.tailrace.event.EnrichedEvent.Request;
import dev.tailrace.event.EnrichedEvent.Result;
import dev.tailrace.event.EnrichedEvent.Worker;
import dev.tailrace.event.JsonText;
import dev.tailrace.schema.Event;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;

/// An enriched event as an Avro record of the schema `Event`, complete with the two columns that
/// are known only when it is sealed.
///
/// It is a view, not a copy. Our own serializer has it write itself; any other one asks for the
/// columns, which are bound to the schema by name when this class is loaded: a column without a
/// source fails there.
///
/// @param instance who processed it: the column `pipeline_instance`
/// @param batchId the batch it is sealed in: the column `pipeline_batch_id`
public record EventRow(EnrichedEvent event, String instance, String batchId)
    implements SelfEncoding {
  private static final Map<String, Function<EventRow, Object>> COLUMNS =
      Map.ofEntries(
          entry("ulid", r -> r.event.ulid()),
          entry("timestamp", r -> r.event.source().timestamp()),
          entry("event_timestamp", r -> r.event.eventTimestamp()),
          entry("event_type", r -> r.event.eventType().text()),
          entry("event_name", r -> r.event.eventName()),
          entry("mutation_type", change(c -> c.mutationType().text())),
          entry("entity_ns", change(Change::entityNs)),
          entry("entity_id", change(Change::entityId)),
          entry("entity_type", change(Change::entityType)),
          entry("entity_kind", change(Change::entityKind)),
          entry("data", change(c -> utf8(c.data()))),
          entry("metadata", change(c -> utf8(c.metadata()))),
          entry("script_name", worker(Worker::scriptName)),
          entry("dispatch_namespace", worker(Worker::dispatchNamespace)),
          entry("worker_name", worker(Worker::workerName)),
          entry("entrypoint", worker(Worker::entrypoint)),
          entry("script_version", worker(Worker::scriptVersion)),
          entry("durable_object_id", worker(Worker::durableObjectId)),
          entry("execution_model", worker(Worker::executionModel)),
          entry("script_tags", worker(Worker::scriptTags)),
          entry("url", request(Request::url)),
          entry("method", request(Request::method)),
          entry("cf_ray", request(Request::cfRay)),
          entry("user_agent", request(Request::userAgent)),
          entry("ip", request(Request::ip)),
          entry("colo", request(Request::colo)),
          entry("country", request(Request::country)),
          entry("rpc_method", request(Request::rpcMethod)),
          entry("queue_name", request(Request::queueName)),
          entry("email_to", request(Request::emailTo)),
          entry("scheduled_time", request(Request::scheduledTime)),
          entry("cron", request(Request::cron)),
          entry("status", result(Result::status)),
          entry("queue_batch_size", result(Result::queueBatchSize)),
          entry("has_exception", result(Result::hasException)),
          entry("cpu_time", result(Result::cpuTime)),
          entry("wall_time", result(Result::wallTime)),
          entry("log_count", result(Result::logCount)),
          entry("logs", result(r -> utf8(r.logs()))),
          entry("exception_count", result(Result::exceptionCount)),
          entry("exceptions", result(r -> utf8(r.exceptions()))),
          entry("truncated", result(Result::truncated)),
          entry("outcome", r -> r.event.outcome()),
          entry("severity", classification(c -> c.severity().text())),
          entry("category", classification(c -> c.category().text())),
          entry("error_type", classification(Classification::errorType)),
          entry("error_message", classification(Classification::errorMessage)),
          entry("classified_by", classification(Classification::classifiedBy)),
          entry("pipeline_instance", EventRow::instance),
          entry("pipeline_batch_id", EventRow::batchId),
          entry("retry_count", r -> r.event.source().retryCount()),
          entry("source_topic", r -> r.event.source().topic()),
          entry("source_partition", r -> r.event.source().partition()),
          entry("source_offset", r -> r.event.source().offset()));

  private static final List<Function<EventRow, Object>> BY_POSITION =
      Event.getClassSchema().getFields().stream().map(EventRow::column).toList();

  private static Function<EventRow, Object> column(Schema.Field field) {
    Function<EventRow, Object> column = COLUMNS.get(field.name());
    if (column == null) {
      throw new IllegalStateException("nothing fills the column " + field.name() + " of Event");
    }
    return column;
  }

  @Override
  public Schema getSchema() {
    return Event.getClassSchema();
  }

  @Override
  public Object get(int position) {
    return BY_POSITION.get(position).apply(this);
  }

  @Override
  public void put(int position, Object value) {
    throw new UnsupportedOperationException("a sealed event does not change");
  }

  @Override
  public void encode(Encoder out) throws IOException {
    EventColumns.write(this, out);
  }

  private static Function<EventRow, Object> worker(Function<Worker, Object> column) {
    return row -> column.apply(row.event.worker());
  }

  private static Function<EventRow, Object> request(Function<Request, Object> column) {
    return row -> column.apply(row.event.request());
  }

  private static Function<EventRow, Object> result(Function<Result, Object> column) {
    return row -> column.apply(row.event.result());
  }

  private static Function<EventRow, Object> classification(
      Function<Classification, Object> column) {
    return row -> column.apply(row.event.classification());
  }

  private static Function<EventRow, Object> change(Function<Change, Object> column) {
    return row -> row.event.change() == null ? null : column.apply(row.event.change());
  }

  private static Utf8 utf8(JsonText text) {
    return text == null ? null : new Utf8(text.toByteArray());
  }
}
