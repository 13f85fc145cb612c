package dev.tailrace.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Byte for byte what Avro's own encoder writes.
class PayloadEncoderTest {
  private interface Writing {
    void to(Encoder encoder) throws IOException;
  }

  private final PayloadEncoder ours = new PayloadEncoder();

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 21, 22, 40, 41, 63, 64, 65, 2730, 2731, 4095, 8191, 8192, 16_384, 16_385, 40_000
      })
  void string_ofAnyLengthAndAlphabet(int length) throws IOException {
    for (String letter :
        new String[] {"a", "\u007f", "ü", "€", "\uD83D\uDE80", "\uD83D", "\uDE80"}) {
      String text = letter.repeat(length);
      assertSame(it -> it.writeString(text));
      assertSame(it -> it.writeString("x".repeat(length) + letter));
      assertSame(it -> it.writeString(letter + "x".repeat(length)));
      assertSame(it -> it.writeString(new Utf8(text)));
    }
  }

  @Test
  void number_ofAnySize() throws IOException {
    for (int shift = 0; shift < 64; shift++) {
      for (long value :
          new long[] {1L << shift, (1L << shift) - 1, -(1L << shift), ~(1L << shift)}) {
        assertSame(it -> it.writeLong(value));
        assertSame(it -> it.writeInt((int) value));
        assertSame(it -> it.writeDouble(Double.longBitsToDouble(value)));
        assertSame(it -> it.writeFloat(Float.intBitsToFloat((int) value)));
      }
    }
  }

  @Test
  void header_holdsAllBytesOfTheId() {
    ours.begin(0x01020304);

    assertThat(ours.toByteArray()).containsExactly(0, 1, 2, 3, 4);
  }

  private void assertSame(Writing writing) throws IOException {
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    BinaryEncoder theirs = EncoderFactory.get().binaryEncoder(expected, null);
    theirs.writeInt(7);
    writing.to(theirs);
    theirs.writeInt(8);
    theirs.flush();

    ours.begin(1);
    ours.writeInt(7);
    writing.to(ours);
    ours.writeInt(8);

    byte[] framed = ours.toByteArray();
    assertThat(Arrays.copyOfRange(framed, WireFormat.HEADER_LENGTH, framed.length))
        .isEqualTo(expected.toByteArray());
  }
}
