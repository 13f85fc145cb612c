package dev.tailrace.event;

import java.util.List;
import java.util.Objects;

/// One row of `events`: every column except `pipeline_instance` and `pipeline_batch_id`, which are
/// known only to whoever seals the batch. Components carry the columns' names; `timestamp` and
/// `retry_count` are those of `source`. This is the edge to the stores, so an absent value is null.
///
/// @param ulid 26 characters, see [UlidText]; the same record always gives the same one
/// @param eventTimestamp when it happened, Unix epoch milliseconds
/// @param outcome how the invocation ended, as the runtime said; `unknown` when it did not
/// @param change the mutation this row tells of; null unless `eventType` is `MUTATION`
/// @param source the raw record the row was made from
public record EnrichedEvent(
    String ulid,
    long eventTimestamp,
    EventType eventType,
    String eventName,
    String outcome,
    Worker worker,
    Request request,
    Result result,
    Classification classification,
    Change change,
    RawRecord source) {
  public EnrichedEvent {
    Objects.requireNonNull(ulid, "ulid");
    Objects.requireNonNull(eventType, "eventType");
    Objects.requireNonNull(eventName, "eventName");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(worker, "worker");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(classification, "classification");
    Objects.requireNonNull(source, "source");
    if ((change != null) != (eventType == EventType.MUTATION)) {
      throw new IllegalArgumentException(
          "event_type " + eventType.text() + " with change " + change);
    }
  }

  /// Which code ran. Only `scriptName` and `workerName` are never null.
  ///
  /// @param workerName script name, plus `:entrypoint` unless that is the default one
  /// @param scriptVersion id of the deployed version
  /// @param scriptTags never empty: null when the script has none
  public record Worker(
      String scriptName,
      String dispatchNamespace,
      String workerName,
      String entrypoint,
      String scriptVersion,
      String durableObjectId,
      String executionModel,
      List<String> scriptTags) {
    public Worker {
      Objects.requireNonNull(scriptName, "scriptName");
      Objects.requireNonNull(workerName, "workerName");
      scriptTags = scriptTags == null ? null : List.copyOf(scriptTags);
    }
  }

  /// What caused the invocation: the columns that let an analyst find it again. Any may be null.
  ///
  /// @param url of the request; `mailto:recipient`; `cron://` and the scheduled time in ISO 8601
  /// @param scheduledTime of a cron trigger or an alarm, Unix epoch milliseconds
  public record Request(
      String url,
      String method,
      String cfRay,
      String userAgent,
      String ip,
      String colo,
      String country,
      String rpcMethod,
      String queueName,
      String emailTo,
      Long scheduledTime,
      String cron) {
    /// Nothing is known about what caused the invocation.
    static final Request NONE = request(null, null, null, null, null, null);

    static Request ofRpc(String method) {
      return request(null, method, null, null, null, null);
    }

    static Request ofEmail(String recipient) {
      String url = recipient == null ? null : "mailto:" + recipient;
      return request(url, null, null, recipient, null, null);
    }

    static Request ofQueue(String name) {
      return request(null, null, name, null, null, null);
    }

    static Request ofSchedule(String cron, Long time) {
      String url = time == null ? null : "cron://" + Timestamps.iso(time);
      return request(url, null, null, null, time, cron);
    }

    private static Request request(
        String url, String rpcMethod, String queueName, String emailTo, Long time, String cron) {
      return new Request(
          url, null, null, null, null, null, null, rpcMethod, queueName, emailTo, time, cron);
    }
  }

  /// What the invocation did and cost. A mutation carries [#NONE], so that a sum over all rows
  /// counts every invocation once.
  ///
  /// @param status of the response; null when there was none
  /// @param queueBatchSize messages in the consumed batch; null for other triggers
  /// @param cpuTime milliseconds
  /// @param wallTime milliseconds
  /// @param logs JSON array; null when there are none
  /// @param exceptions JSON array; null when there are none
  /// @param truncated the runtime dropped part of this event for its size
  public record Result(
      Integer status,
      Integer queueBatchSize,
      boolean hasException,
      long cpuTime,
      long wallTime,
      int logCount,
      JsonText logs,
      int exceptionCount,
      JsonText exceptions,
      boolean truncated) {
    /// Nothing was measured.
    public static final Result NONE = new Result(null, null, false, 0, 0, 0, null, 0, null, false);
  }

  /// How bad it was, and which rule said so.
  ///
  /// @param errorType null where nothing went wrong
  /// @param errorMessage at most 1,000 UTF-16 units; null where nothing went wrong
  /// @param classifiedBy name of the rule that decided
  public record Classification(
      Severity severity,
      Category category,
      String errorType,
      String errorMessage,
      String classifiedBy) {
    public Classification {
      Objects.requireNonNull(severity, "severity");
      Objects.requireNonNull(category, "category");
      Objects.requireNonNull(classifiedBy, "classifiedBy");
    }
  }

  /// What changed.
  ///
  /// @param entityType as the worker gave it, or null
  /// @param entityKind `thing` or `relationship`; `data` alone does not tell, above all of a delete
  /// @param data JSON object with `after` and `before` as the worker gave them, or null
  /// @param metadata JSON text, or null
  public record Change(
      MutationType mutationType,
      String entityNs,
      String entityId,
      String entityType,
      String entityKind,
      JsonText data,
      JsonText metadata) {
    public Change {
      Objects.requireNonNull(mutationType, "mutationType");
      Objects.requireNonNull(entityNs, "entityNs");
      Objects.requireNonNull(entityId, "entityId");
      Objects.requireNonNull(entityKind, "entityKind");
    }
  }
}
