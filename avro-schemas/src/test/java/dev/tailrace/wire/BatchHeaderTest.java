package dev.tailrace.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class BatchHeaderTest {
  private static final String ID = "01KAE0000000000000000000BB";

  private final Headers headers = new RecordHeaders();

  @Test
  void whatIsPut_isRead() {
    BatchHeader.put(headers, ID);

    assertThat(BatchHeader.read(headers)).contains(ID);
  }

  @Test
  void missingOrStrangeHeader_isNoBatch() {
    assertThat(BatchHeader.read(headers)).isEmpty();
    headers.add(BatchHeader.NAME, "short".getBytes(US_ASCII));
    assertThat(BatchHeader.read(headers)).isEmpty();
    assertThat(BatchHeader.decode(null)).isEmpty();
  }

  @Test
  void idThatIsNoUlid_isNotPut() {
    assertThatThrownBy(() -> BatchHeader.put(headers, "short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'short'");
  }
}
