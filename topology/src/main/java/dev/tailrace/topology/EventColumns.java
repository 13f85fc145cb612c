package dev.tailrace.topology;

import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EnrichedEvent.Change;
import dev.tailrace.event.EnrichedEvent.Classification;
import dev.tailrace.event.EnrichedEvent.Request;
import dev.tailrace.event.EnrichedEvent.Result;
import dev.tailrace.event.EnrichedEvent.Worker;
import dev.tailrace.event.JsonText;
import dev.tailrace.event.RawRecord;
import java.io.IOException;
import java.util.List;
import org.apache.avro.io.Encoder;

/// Writes the columns of a row in the order of the schema `Event`, straight from where they are:
/// no boxes, and JSON texts from the raw record's own bytes.
///
/// Law: the bytes are those that any Avro writer makes of [EventRow#get].
final class EventColumns {
  private static final int NULL = 0;
  private static final int PRESENT = 1;

  private EventColumns() {}

  static void write(EventRow row, Encoder out) throws IOException {
    EnrichedEvent event = row.event();
    RawRecord source = event.source();
    out.writeString(event.ulid());
    out.writeLong(source.timestamp());
    out.writeLong(event.eventTimestamp());
    out.writeString(event.eventType().text());
    out.writeString(event.eventName());
    writeChange(event.change(), out);
    writeWorker(event.worker(), out);
    writeRequestAndStatus(event, out);
    writeClassification(event.classification(), out);
    writeResult(event, out);
    out.writeString(row.instance());
    out.writeString(row.batchId());
    out.writeInt(source.retryCount());
    out.writeString(source.topic());
    out.writeInt(source.partition());
    out.writeLong(source.offset());
  }

  private static void writeChange(Change change, Encoder out) throws IOException {
    if (change == null) {
      for (int column = 0; column < 5; column++) {
        out.writeIndex(NULL);
      }
      return;
    }
    write(change.mutationType().text(), out);
    write(change.entityNs(), out);
    write(change.entityId(), out);
    write(change.entityType(), out);
    write(change.entityKind(), out);
  }

  private static void writeWorker(Worker worker, Encoder out) throws IOException {
    out.writeString(worker.scriptName());
    write(worker.dispatchNamespace(), out);
    out.writeString(worker.workerName());
    write(worker.entrypoint(), out);
    write(worker.scriptVersion(), out);
    write(worker.durableObjectId(), out);
    write(worker.executionModel(), out);
    write(worker.scriptTags(), out);
  }

  private static void writeRequestAndStatus(EnrichedEvent event, Encoder out) throws IOException {
    Request request = event.request();
    Result result = event.result();
    write(request.url(), out);
    write(request.method(), out);
    write(request.cfRay(), out);
    write(request.userAgent(), out);
    write(request.ip(), out);
    write(request.colo(), out);
    write(request.country(), out);
    write(result.status(), out);
    out.writeString(event.outcome());
    write(request.rpcMethod(), out);
    write(request.queueName(), out);
    write(result.queueBatchSize(), out);
    write(request.emailTo(), out);
    write(request.scheduledTime(), out);
    write(request.cron(), out);
  }

  private static void writeClassification(Classification verdict, Encoder out) throws IOException {
    out.writeString(verdict.severity().text());
    out.writeString(verdict.category().text());
    write(verdict.errorType(), out);
    write(verdict.errorMessage(), out);
    out.writeString(verdict.classifiedBy());
  }

  private static void writeResult(EnrichedEvent event, Encoder out) throws IOException {
    Result result = event.result();
    Change change = event.change();
    out.writeBoolean(result.hasException());
    out.writeLong(result.cpuTime());
    out.writeLong(result.wallTime());
    write(change == null ? null : change.data(), out);
    write(change == null ? null : change.metadata(), out);
    out.writeInt(result.logCount());
    write(result.logs(), out);
    out.writeInt(result.exceptionCount());
    write(result.exceptions(), out);
    out.writeBoolean(result.truncated());
  }

  private static void write(String text, Encoder out) throws IOException {
    if (text == null) {
      out.writeIndex(NULL);
    } else {
      out.writeIndex(PRESENT);
      out.writeString(text);
    }
  }

  /// Avro writes a string as it writes bytes: the length, then UTF-8.
  private static void write(JsonText text, Encoder out) throws IOException {
    if (text == null) {
      out.writeIndex(NULL);
    } else {
      out.writeIndex(PRESENT);
      out.writeBytes(text.array(), text.offset(), text.length());
    }
  }

  private static void write(Integer number, Encoder out) throws IOException {
    if (number == null) {
      out.writeIndex(NULL);
    } else {
      out.writeIndex(PRESENT);
      out.writeInt(number);
    }
  }

  private static void write(Long number, Encoder out) throws IOException {
    if (number == null) {
      out.writeIndex(NULL);
    } else {
      out.writeIndex(PRESENT);
      out.writeLong(number);
    }
  }

  private static void write(List<String> texts, Encoder out) throws IOException {
    if (texts == null) {
      out.writeIndex(NULL);
      return;
    }
    out.writeIndex(PRESENT);
    out.writeArrayStart();
    out.setItemCount(texts.size());
    for (String text : texts) {
      out.startItem();
      out.writeString(text);
    }
    out.writeArrayEnd();
  }
}
