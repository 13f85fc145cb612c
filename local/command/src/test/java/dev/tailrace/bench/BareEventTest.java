package dev.tailrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class BareEventTest {
  private final BareEvent event = new BareEvent();

  @Test
  void allFields_areInTheRecord() throws IOException {
    BinaryDecoder in =
        avro(
            """
            {"wallTime":15,"cpuTime":2,"outcome":"ok","scriptName":"shop","other":{"url":"no"},
             "logs":[{"message":["é"]}],"exceptions":[],"eventTimestamp":1700000000000,
             "event":{"request":{"url":"https://a/b","method":"GET","headers":{"x":[1]}},
             "response":{"status":204}}}\
            """);

    assertThat(in.readLong()).isEqualTo(1_700_000_000_000L);
    assertThat(in.readLong()).isEqualTo(2);
    assertThat(in.readLong()).isEqualTo(15);
    assertThat(in.readInt()).isEqualTo(204);
    assertThat(in.readString()).isEqualTo("shop");
    assertThat(in.readString()).isEqualTo("ok");
    assertThat(in.readString()).isEqualTo("https://a/b");
    assertThat(in.readString()).isEqualTo("GET");
    assertThat(text(in)).isEqualTo("[{\"message\":[\"é\"]}]");
    assertThat(text(in)).isEqualTo("[]");
    assertThat(in.isEnd()).isTrue();
  }

  @Test
  void whatTheEventBeforeHad_isForgotten() throws IOException {
    byte[] alone = event.toAvro("{\"outcome\":\"ok\"}".getBytes(UTF_8));
    var _ = avro("{\"scriptName\":\"shop\",\"cpuTime\":9,\"logs\":[1]}");

    assertThat(event.toAvro("{\"outcome\":\"ok\"}".getBytes(UTF_8))).isEqualTo(alone);
  }

  private BinaryDecoder avro(String json) {
    return DecoderFactory.get().binaryDecoder(event.toAvro(json.getBytes(UTF_8)), null);
  }

  private static String text(BinaryDecoder in) throws IOException {
    return UTF_8.decode(in.readBytes(ByteBuffer.allocate(0))).toString();
  }
}
