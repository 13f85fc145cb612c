package dev.tailrace.sink.avro;

import dev.tailrace.serde.RegistryRefusedException;
import dev.tailrace.serde.RegistryUnavailableException;
import dev.tailrace.serde.SchemaRegistryClient;
import dev.tailrace.sink.Outcome;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;

/// Writer schemas from a schema registry.
public final class RegistrySchemas implements WriterSchemas {
  private final SchemaRegistryClient client;

  private RegistrySchemas(SchemaRegistryClient client) {
    this.client = client;
  }

  /// Makes the client; the registry need not be reachable yet.
  ///
  /// @param settings keys of the registry client, without a prefix
  public static RegistrySchemas of(Map<String, Object> settings) {
    return new RegistrySchemas(SchemaRegistryClient.of(settings));
  }

  @Override
  public Lookup byId(int id) {
    try {
      return new Known(client.schema(id));
    } catch (RegistryUnavailableException e) {
      return new Unavailable(new Outcome.Transient(e.getMessage(), e));
    } catch (RegistryRefusedException e) {
      return new Unavailable(new Outcome.Broken(e.getMessage(), e));
    } catch (SerializationException e) {
      // The id is unknown, or what it names is no Avro schema.
      return new UnknownId(e.getMessage());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
