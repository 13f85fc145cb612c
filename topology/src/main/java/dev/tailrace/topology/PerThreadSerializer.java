package dev.tailrace.topology;

import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/// Kafka Streams shares the serializer of a sink between all its threads, but encoders that reuse
/// their buffers, and classes named in a configuration, need not bear that.
final class PerThreadSerializer<T> implements Serializer<T> {
  private final ThreadLocal<Serializer<Object>> own;

  PerThreadSerializer(Supplier<Serializer<Object>> maker) {
    this.own = ThreadLocal.withInitial(maker);
  }

  @Override
  public byte[] serialize(String topic, T value) {
    return own.get().serialize(topic, value);
  }

  @Override
  public byte[] serialize(String topic, Headers headers, T value) {
    return own.get().serialize(topic, headers, value);
  }

  @Override
  public void close() {
    own.get().close();
    own.remove();
  }
}
