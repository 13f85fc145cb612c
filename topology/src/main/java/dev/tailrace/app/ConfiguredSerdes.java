package dev.tailrace.app;

import dev.tailrace.app.TailraceConfig.Serde;
import dev.tailrace.topology.RecordFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/// Makes the serdes that the configuration names.
final class ConfiguredSerdes {
  private ConfiguredSerdes() {}

  /// Makes one of each at once, so that a wrong class name or a missing registry URL shows at
  /// start and not with the first record.
  static RecordFormat of(Serde serde) {
    Map<String, Object> serializing = new HashMap<>(serde.properties());
    Map<String, Object> deserializing = new HashMap<>(serde.properties());
    deserializing.put("specific.avro.reader", "true");
    Supplier<Serializer<Object>> serializer = () -> serializer(serde, serializing);
    Supplier<Deserializer<?>> deserializer = () -> deserializer(serde, deserializing);
    try (Serializer<Object> _ = serializer.get();
        Deserializer<?> _ = deserializer.get()) {
      return new RecordFormat(serializer, deserializer);
    } catch (KafkaException | IllegalArgumentException e) {
      throw new ConfigurationException(List.of("tailrace.serde: " + e.getMessage()));
    }
  }

  @SuppressWarnings("unchecked") // what it takes is known only when it is used
  private static Serializer<Object> serializer(Serde serde, Map<String, Object> properties) {
    Serializer<Object> made =
        (Serializer<Object>) make(Settings.SERIALIZER, serde.serializerClass(), Serializer.class);
    made.configure(properties, false);
    return made;
  }

  private static Deserializer<?> deserializer(Serde serde, Map<String, Object> properties) {
    Deserializer<?> made =
        make(Settings.DESERIALIZER, serde.deserializerClass(), Deserializer.class);
    made.configure(properties, false);
    return made;
  }

  private static <T> T make(Setting<String> setting, String name, Class<T> type) {
    try {
      return Utils.newInstance(name, type);
    } catch (ClassNotFoundException e) {
      throw new ConfigurationException(
          List.of(
              setting.key()
                  + " names the class "
                  + name
                  + ", which is not on the class path: add its jar, or remove the setting"));
    }
  }
}
