package dev.tailrace.produce;

import dev.tailrace.serde.AvroSerializer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;

/// Frames Avro events with the ids of the target's schema registry.
final class RegistryFraming implements AvroFraming {
  private final PublishTarget target;

  RegistryFraming(PublishTarget target) {
    this.target = target;
  }

  @Override
  public String topic() {
    return target.topic();
  }

  @Override
  public Serializer<Object> serializer(String input) {
    String url = target.registryUrl().orElseThrow(() -> noRegistry(input));
    Map<String, Object> configuration = new HashMap<>(target.clientProperties());
    configuration.put("schema.registry.url", url);
    AvroSerializer serializer = new AvroSerializer();
    serializer.configure(configuration, false);
    return serializer;
  }

  private static PublishException noRegistry(String input) {
    return new PublishException(
        input
            + " holds Avro records, which need a schema registry: give its address with"
            + " --schema-registry URL, or start the stack (tailrace up)");
  }
}
