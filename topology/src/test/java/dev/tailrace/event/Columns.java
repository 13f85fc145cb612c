package dev.tailrace.event;

import java.util.LinkedHashMap;
import java.util.Map;

/// The columns of an enriched event by their names in the stores.
final class Columns {
  private Columns() {}

  static Map<String, Object> of(EnrichedEvent event) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("ulid", event.ulid());
    columns.put("timestamp", event.source().timestamp());
    columns.put("event_timestamp", event.eventTimestamp());
    columns.put("event_type", event.eventType().text());
    columns.put("event_name", event.eventName());
    columns.put("outcome", event.outcome());
    worker(event.worker(), columns);
    request(event.request(), columns);
    result(event.result(), columns);
    columns.put("severity", event.classification().severity().text());
    columns.put("category", event.classification().category().text());
    columns.put("error_type", event.classification().errorType());
    columns.put("error_message", event.classification().errorMessage());
    columns.put("classified_by", event.classification().classifiedBy());
    columns.put("retry_count", event.source().retryCount());
    columns.put("source_topic", event.source().topic());
    columns.put("source_partition", event.source().partition());
    columns.put("source_offset", event.source().offset());
    return columns;
  }

  private static void worker(EnrichedEvent.Worker worker, Map<String, Object> columns) {
    columns.put("script_name", worker.scriptName());
    columns.put("dispatch_namespace", worker.dispatchNamespace());
    columns.put("worker_name", worker.workerName());
    columns.put("entrypoint", worker.entrypoint());
    columns.put("script_version", worker.scriptVersion());
    columns.put("durable_object_id", worker.durableObjectId());
    columns.put("execution_model", worker.executionModel());
    columns.put("script_tags", worker.scriptTags());
  }

  private static void request(EnrichedEvent.Request request, Map<String, Object> columns) {
    columns.put("url", request.url());
    columns.put("method", request.method());
    columns.put("cf_ray", request.cfRay());
    columns.put("user_agent", request.userAgent());
    columns.put("ip", request.ip());
    columns.put("colo", request.colo());
    columns.put("country", request.country());
    columns.put("rpc_method", request.rpcMethod());
    columns.put("queue_name", request.queueName());
    columns.put("email_to", request.emailTo());
    columns.put("scheduled_time", request.scheduledTime());
    columns.put("cron", request.cron());
  }

  private static void result(EnrichedEvent.Result result, Map<String, Object> columns) {
    columns.put("status", result.status());
    columns.put("queue_batch_size", result.queueBatchSize());
    columns.put("has_exception", result.hasException());
    columns.put("cpu_time", result.cpuTime());
    columns.put("wall_time", result.wallTime());
    columns.put("log_count", result.logCount());
    columns.put("logs", text(result.logs()));
    columns.put("exception_count", result.exceptionCount());
    columns.put("exceptions", text(result.exceptions()));
    columns.put("truncated", result.truncated());
  }

  private static String text(JsonText json) {
    return json == null ? null : json.toString();
  }
}
