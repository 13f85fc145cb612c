package dev.tailrace.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WireFormatTest {
  @Test
  void header_isReadBigEndian() {
    byte[] bytes = {0, 1, -2, 3, -4, 99};

    assertThat(WireFormat.isFramed(bytes)).isTrue();
    assertThat(WireFormat.schemaId(bytes)).isEqualTo(0x01fe03fc);
  }

  @Test
  void shortOrOtherBytes_areNotFramed() {
    assertThat(WireFormat.isFramed(null)).isFalse();
    assertThat(WireFormat.isFramed(new byte[4])).isFalse();
    assertThat(WireFormat.isFramed("{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isFalse();
    assertThatThrownBy(() -> WireFormat.schemaId(new byte[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 bytes, the first is 1");
  }
}
