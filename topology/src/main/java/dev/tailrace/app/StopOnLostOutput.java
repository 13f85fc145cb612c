package dev.tailrace.app;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// No output is ever skipped: what cannot be written is tried again when that can help, and stops
/// the application when it cannot.
public final class StopOnLostOutput implements ProductionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(StopOnLostOutput.class);

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    if (exception instanceof RetriableException) {
      LOG.warn("Writing to {} failed and is tried again", record.topic(), exception);
      return Response.retry();
    }
    String remedy =
        exception instanceof RecordTooLargeException
            ? ". Raise max.message.bytes of the topic and"
                + " tailrace.kafka.producer.max.request.size, then start again"
            : "";
    LOG.error(
        "Cannot write a record of {} bytes to {}, made from {}-{} at offset {}: {}{}",
        record.value() == null ? 0 : record.value().length,
        record.topic(),
        context.topic(),
        context.partition(),
        context.offset(),
        exception.getMessage(),
        remedy);
    return Response.fail();
  }
}
