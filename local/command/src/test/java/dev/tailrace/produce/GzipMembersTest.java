package dev.tailrace.produce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipMembersTest {
  @Test
  void severalMembers_areOneStream() throws IOException {
    byte[] file = concatenated(gzip("first,"), gzip(""), gzip("second"));
    assertThat(new GzipMembers(new ByteArrayInputStream(file)).readAllBytes())
        .isEqualTo("first,second".getBytes(UTF_8));
  }

  /// The JDK's stream would end behind the first member when nothing is available yet.
  @Test
  void slowPipe_isReadToItsEnd() throws IOException {
    byte[] file = concatenated(gzip("first,"), gzip("second"));
    InputStream slow =
        new ByteArrayInputStream(file) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1));
          }

          @Override
          public synchronized int available() {
            return 0;
          }
        };
    assertThat(new GzipMembers(slow).readAllBytes()).isEqualTo("first,second".getBytes(UTF_8));
  }

  @Test
  void headerWithNameAndComment_isRead() throws IOException {
    byte[] plain = gzip("text");
    byte[] flags = Arrays.copyOf(plain, 10);
    flags[3] = 4 | 8 | 16 | 2;
    byte[] fields = {3, 0, 'x', 'y', 'z', 'n', 0, 'c', 'c', 0, 1, 2};
    byte[] file = concatenated(flags, fields, Arrays.copyOfRange(plain, 10, plain.length));
    assertThat(new GzipMembers(new ByteArrayInputStream(file)).readAllBytes())
        .isEqualTo("text".getBytes(UTF_8));
  }

  @Test
  void cutAtAnyByte_isTold() throws IOException {
    byte[] file = concatenated(gzip("first"), gzip("second"));
    int memberEnd = gzip("first").length;
    for (int length = 1; length < file.length; length++) {
      if (length != memberEnd) {
        GzipMembers cut = new GzipMembers(new ByteArrayInputStream(file, 0, length));
        assertThatThrownBy(cut::readAllBytes)
            .as("cut at %d", length)
            .isInstanceOf(DamagedInputException.class)
            .hasMessageContaining("cut off");
      }
    }
  }

  @Test
  void whatCameBeforeTheDamage_isDelivered() throws IOException {
    byte[] file = gzip("text that is there");
    GzipMembers cut = new GzipMembers(new ByteArrayInputStream(file, 0, file.length - 4));
    byte[] target = new byte[100];
    assertThat(new String(target, 0, cut.read(target, 0, 100), UTF_8))
        .isEqualTo("text that is there");
    assertThatThrownBy(() -> cut.read(target, 0, 100)).isInstanceOf(DamagedInputException.class);
  }

  @Test
  void wrongChecksumAndForeignTail_areTold() throws IOException {
    byte[] file = gzip("text");
    file[file.length - 8]++;
    assertThatThrownBy(new GzipMembers(new ByteArrayInputStream(file))::readAllBytes)
        .hasMessageContaining("checksum");
    byte[] tail = concatenated(gzip("text"), "tail".getBytes(UTF_8));
    assertThatThrownBy(new GzipMembers(new ByteArrayInputStream(tail))::readAllBytes)
        .hasMessageContaining("not gzip");
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  static byte[] concatenated(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return all.toByteArray();
  }
}
