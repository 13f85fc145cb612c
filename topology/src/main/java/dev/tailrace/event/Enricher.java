package dev.tailrace.event;

import dev.tailrace.event.EnrichedEvent.Classification;
import dev.tailrace.event.EnrichedEvent.Request;
import dev.tailrace.event.EnrichedEvent.Result;
import dev.tailrace.event.EnrichedEvent.Worker;

/// Turns an invocation into the rows and mutations it stands for.
///
/// Law: a pure function of its arguments, so a record that is read again gives the same result, to
/// the last ulid.
///
/// Not thread-safe: one enricher per thread.
public final class Enricher {
  private static final String UNKNOWN = "unknown";

  /// The entrypoint that is not named in `worker_name`; the runtime mostly leaves it out.
  private static final String DEFAULT_ENTRYPOINT = "default";

  private final UlidText ulid = new UlidText();
  private final Mutations mutations = new Mutations(ulid);

  /// The row of the invocation, and what became of each mutation message it carries.
  public Enriched enrich(Invocation invocation, RawRecord source) {
    EnrichedEvent event = event(invocation, source);
    return new Enriched(event, mutations.read(invocation.mutations(), event));
  }

  private EnrichedEvent event(Invocation invocation, RawRecord source) {
    String outcome = invocation.outcome() == null ? Outcomes.UNKNOWN : invocation.outcome();
    Trigger trigger = invocation.trigger();
    Integer status = trigger instanceof Trigger.Fetch fetch ? fetch.status() : null;
    Classification classification =
        Classifier.classify(
            new Facts(
                outcome, status == null ? 0 : status, invocation.exceptions(), invocation.logs()));
    Worker worker = worker(invocation);
    long eventTimestamp =
        invocation.eventTimestamp() == null ? source.timestamp() : invocation.eventTimestamp();
    return new EnrichedEvent(
        ulid.of(eventTimestamp, UlidText.hash(source), 0),
        eventTimestamp,
        eventType(classification.severity()),
        eventName(worker, trigger.kind(), outcome),
        outcome,
        worker,
        request(trigger),
        result(invocation, outcome, status),
        classification,
        null,
        source);
  }

  /// `[dispatch_namespace.]script_name.<what>.<outcome>`.
  static String eventName(Worker worker, String what, String outcome) {
    return worker.dispatchNamespace() == null
        ? worker.scriptName() + "." + what + "." + outcome
        : worker.dispatchNamespace() + "." + worker.scriptName() + "." + what + "." + outcome;
  }

  private static EventType eventType(Severity severity) {
    return switch (severity) {
      case CRITICAL, ERROR -> EventType.ERROR;
      case WARNING, INFO -> EventType.LOG;
    };
  }

  private static Worker worker(Invocation invocation) {
    String script = invocation.scriptName() == null ? UNKNOWN : invocation.scriptName();
    String entrypoint = invocation.entrypoint();
    boolean isDefault = entrypoint == null || entrypoint.equals(DEFAULT_ENTRYPOINT);
    return new Worker(
        script,
        invocation.dispatchNamespace(),
        isDefault ? script : script + ":" + entrypoint,
        entrypoint,
        invocation.scriptVersion(),
        invocation.durableObjectId(),
        invocation.executionModel(),
        invocation.scriptTags());
  }

  private static Result result(Invocation invocation, String outcome, Integer status) {
    return new Result(
        status,
        invocation.trigger() instanceof Trigger.Queue queue ? queue.batchSize() : null,
        invocation.exceptions().count() > 0 || outcome.equals(Outcomes.EXCEPTION),
        invocation.cpuTime(),
        invocation.wallTime(),
        invocation.logs().count(),
        invocation.logs().array(),
        invocation.exceptions().count(),
        invocation.exceptions().array(),
        invocation.truncated());
  }

  private static Request request(Trigger trigger) {
    return switch (trigger) {
      case Trigger.Fetch fetch ->
          new Request(
              fetch.url(),
              fetch.method(),
              fetch.cfRay(),
              fetch.userAgent(),
              fetch.ip(),
              fetch.colo(),
              fetch.country(),
              null,
              null,
              null,
              null,
              null);
      case Trigger.Rpc(String method) -> Request.ofRpc(method);
      case Trigger.Email(String recipient) -> Request.ofEmail(recipient);
      case Trigger.Scheduled(String cron, Long time) -> Request.ofSchedule(cron, time);
      case Trigger.Alarm(Long time) -> Request.ofSchedule(null, time);
      case Trigger.Queue(String name, _) -> Request.ofQueue(name);
      case Trigger.WebSocket _, Trigger.Tail _, Trigger.Custom _, Trigger.Unknown _ -> Request.NONE;
    };
  }
}
