package dev.tailrace.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.app.TailraceApplication;
import dev.tailrace.app.TailraceConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclBinding;

/// What the topology says when it lacks one right.
final class MissingRight {
  private MissingRight() {}

  /// Takes the right, lets a topology of its own instance name run until it stops, and gives the
  /// right back.
  static String failureWithout(
      AclBinding right, SecuredKafka kafka, Map<String, String> configuration) throws Exception {
    Map<String, String> config = new HashMap<>(configuration);
    config.put(
        "tailrace.streams.state.dir", configuration.get("tailrace.streams.state.dir") + "-2");
    kafka.take(right);
    try (TailraceApplication application = TailraceApplication.start(TailraceConfig.of(config))) {
      kafka.publish(OrderEvent.json("order-2"), new byte[] {'x'});
      await()
          .alias("to stop without " + right)
          .atMost(Duration.ofSeconds(60))
          .until(() -> application.state() == TailraceApplication.State.FAILED);
      return application.failure().orElseThrow();
    } catch (KafkaException e) {
      assertThat(e.getMessage()).isNotBlank();
      return "at start: " + e.getMessage();
    } finally {
      kafka.allow(List.of(right));
    }
  }
}
