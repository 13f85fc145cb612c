package dev.tailrace.produce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherIT {
  @TempDir Path directory;

  @Test
  void eachInput_isPublishedOnceMore() throws Exception {
    try (LocalKafka kafka = LocalKafka.start(directory);
        Publisher publisher = new Publisher(kafka.target(), InstantSource.system())) {
      EventInput wrangler = EventInput.of(Samples.path("wrangler-tail-format-json.txt.gz"));
      List<byte[]> expected = Split.of(Samples.bytes("wrangler-tail-format-json.txt.gz"));
      Progress progress = new Progress();

      PublishResult first = publisher.publish(wrangler, progress);
      PublishResult second = publisher.publish(wrangler, progress);
      PublishResult broken =
          publisher.publish(
              EventInput.of("stdin", new ByteArrayInputStream("{\"a\":\nnoise".getBytes(UTF_8))),
              progress);

      assertThat(first.eventsNow()).isEqualTo(expected.size()).isEqualTo(second.eventsNow());
      assertThat(first.complete()).isTrue();
      assertThat(broken.complete()).isTrue();
      assertThat(progress.events()).isEqualTo(2L * expected.size() + broken.eventsNow());
      assertThat(kafka.committed(PublishTarget.RAW_TOPIC)).hasSize((int) progress.events());
    }
  }
}
