package dev.tailrace.topology;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.event.Parsed.Unreadable;
import dev.tailrace.schema.TailEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import javax.net.ssl.SSLException;
import org.apache.avro.generic.GenericContainer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/// Turns framed Avro of typed producers into the JSON the runtime would have sent. Not
/// thread-safe.
///
/// What is wrong with a record becomes a value, what is wrong with the world is thrown: while the
/// registry is out of reach nobody knows whether a record is good, so none may be refused.
public final class TypedEvents implements AutoCloseable {
  public sealed interface Decoded {}

  @SuppressWarnings("ArrayRecordComponent") // only passed on, never compared
  public record Json(byte[] bytes) implements Decoded {}

  public record Undecodable(Unreadable why) implements Decoded {}

  private static final byte MAGIC = 0;
  private final String topic;
  private final Deserializer<?> deserializer;
  private final TailEventJson json = new TailEventJson();

  public TypedEvents(String topic, Deserializer<?> deserializer) {
    this.topic = topic;
    this.deserializer = deserializer;
  }

  /// No JSON text begins with the byte 0, all framed Avro does.
  public static boolean isFramed(byte[] value) {
    return value.length > 0 && value[0] == MAGIC;
  }

  public Decoded toJson(byte[] framed) {
    Object decoded;
    try {
      decoded = deserializer.deserialize(topic, framed);
    } catch (RuntimeException e) {
      if (isOfTheWorld(e)) {
        throw e;
      }
      return new Undecodable(new Unreadable(reason(e), message(e)));
    }
    if (!(decoded instanceof TailEvent event)) {
      return new Undecodable(
          new Unreadable(
              DeadLetterReason.UNREADABLE_AVRO,
              "framed Avro of "
                  + describe(decoded)
                  + "; the raw topic takes only "
                  + TailEvent.getClassSchema().getFullName()));
    }
    try {
      return new Json(json.write(event));
    } catch (IOException | RuntimeException e) {
      return new Undecodable(
          new Unreadable(
              DeadLetterReason.UNREADABLE_AVRO, "a TailEvent that is no tail event: " + e));
    }
  }

  @Override
  public void close() {
    deserializer.close();
  }

  private static String describe(Object decoded) {
    return decoded instanceof GenericContainer avro
        ? "the schema " + avro.getSchema().getFullName()
        : "type " + (decoded == null ? "null" : decoded.getClass().getName());
  }

  /// Broken bytes show as a SerializationException or as whatever a decoder throws when it trips;
  /// Kafka's other exceptions, and network trouble below any of them, say nothing about the bytes.
  private static boolean isOfTheWorld(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException
          || cause instanceof InterruptedIOException
          || cause instanceof SSLException
          || cause.getClass().getPackageName().startsWith("java.net")) {
        return true;
      }
    }
    return e instanceof KafkaException && !(e instanceof SerializationException);
  }

  private static DeadLetterReason reason(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      // By name: with another deserializer named in the configuration it is another class.
      if (cause.getClass().getSimpleName().equals("SchemaNotFoundException")
          || String.valueOf(cause.getMessage()).contains("error code: 40403")) {
        return DeadLetterReason.UNKNOWN_SCHEMA;
      }
    }
    return DeadLetterReason.UNREADABLE_AVRO;
  }

  private static String message(RuntimeException e) {
    StringBuilder message = new StringBuilder("framed Avro: ").append(e.getMessage());
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      message.append("; ").append(cause.getMessage());
    }
    return message.toString();
  }
}
