package dev.tailrace.topology;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tailrace.topology.SealState.Phase;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/// Layout: one byte of phase (0 open, 1 sealed), eight bytes of data time, 26 bytes of batch id.
final class SealStateSerde implements Serde<SealState> {
  private static final byte OPEN = 0;
  private static final byte SEALED = 1;
  private static final int LENGTH = 1 + Long.BYTES + BatchIds.LENGTH;

  @Override
  public Serializer<SealState> serializer() {
    return SealStateSerde::encode;
  }

  @Override
  public Deserializer<SealState> deserializer() {
    return SealStateSerde::decode;
  }

  private static byte[] encode(String topic, SealState state) {
    if (state == null) {
      return null;
    }
    return ByteBuffer.allocate(LENGTH)
        .put(code(state.phase()))
        .putLong(state.dataMillis())
        .put(state.batchId().getBytes(US_ASCII))
        .array();
  }

  private static SealState decode(String topic, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length != LENGTH || (bytes[0] != OPEN && bytes[0] != SEALED)) {
      throw new SerializationException(
          "the state of a sealed batch in "
              + topic
              + " has "
              + bytes.length
              + " bytes of an unknown layout; it was written by another version of Tailrace");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Phase phase = buffer.get() == OPEN ? Phase.OPEN : Phase.SEALED;
    long dataMillis = buffer.getLong();
    return new SealState(
        new String(bytes, LENGTH - BatchIds.LENGTH, BatchIds.LENGTH, US_ASCII), phase, dataMillis);
  }

  private static byte code(Phase phase) {
    return switch (phase) {
      case OPEN -> OPEN;
      case SEALED -> SEALED;
    };
  }
}
