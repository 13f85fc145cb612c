package dev.tailrace.letters;

import static dev.tailrace.letters.Letters.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class OriginTest {
  @Test
  void pipelineLetter_isReadFromItsHeaders() {
    assertThat(Origin.of(Letters.list(Letters.pipelineHeaders("not-json"))))
        .isEqualTo(
            new Origin.OfPipeline(
                "not-json", "no good: not-json", new SourcePosition("tail.raw", 1, 5)));
  }

  @Test
  void sinkLetter_isReadFromTheHeadersOfConnect() {
    Origin row = Origin.of(Letters.list(Letters.ofSink("events", null).headers()));
    assertThat(row)
        .isEqualTo(new Origin.OfSink("cannot be decoded", new SourcePosition("events", 2, 77)));
    assertThat(row.reason()).isEqualTo("refused-by-sink");
    assertThat(
            Origin.of(Letters.list(Letters.ofSink("error-trends.5min", null).headers())).reason())
        .isEqualTo("refused-window");
  }

  @Test
  void bothKindsOfHeaders_whoWroteLastTellsTheTruth() {
    RecordHeaders sinkLast = Letters.pipelineHeaders("not-json");
    Letters.connectHeaders(sinkLast, "events");
    assertThat(Origin.of(Letters.list(sinkLast)).reason()).isEqualTo("refused-by-sink");

    RecordHeaders pipelineLast = new RecordHeaders();
    Letters.connectHeaders(pipelineLast, "events");
    Letters.pipelineHeaders("not-json").forEach(pipelineLast::add);
    assertThat(Origin.of(Letters.list(pipelineLast)).reason()).isEqualTo("not-json");
  }

  @Test
  void garbageHeaders_areUnreadable_andSayWhy() {
    RecordHeaders headers = Letters.pipelineHeaders("not-json");
    headers.remove("source_offset").add("source_offset", new byte[] {(byte) 0xff});
    headers.add("__connect.errors.topic", bytes("events"));
    headers.add("__connect.errors.partition", bytes("many"));
    headers.add("__connect.errors.offset", null);
    Origin origin = Origin.of(Letters.list(headers));
    assertThat(origin.reason()).isEqualTo("unreadable-headers");
    assertThat(origin.message()).contains("source_offset");
    assertThat(origin.source()).isEmpty();
  }
}
