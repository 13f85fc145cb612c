package dev.tailrace.faults;

import dev.tailrace.schema.Mutation;
import dev.tailrace.serde.AvroDeserializer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/// A sink of things without the guard of versions: what comes last wins, as in most sinks.
/// Relationships it does not write at all.
public final class UnguardedConnector extends SinkConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public void start(Map<String, String> started) {
    properties = Map.copyOf(started);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return UnguardedTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, properties);
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public String version() {
    return "test";
  }

  /// Its task.
  public static final class UnguardedTask extends SinkTask {
    private static final String PUT =
        """
        INSERT INTO things (ns, id, type, data, created_at, updated_at, version, lineage)
        VALUES (?, ?, ?, ?::jsonb, ?, ?, ?, '')
        ON CONFLICT (ns, id) DO UPDATE SET type = excluded.type, data = excluded.data,
          updated_at = excluded.updated_at, version = excluded.version
        """;

    private final AvroDeserializer<Mutation> decoder = new AvroDeserializer<>();
    private Connection connection;

    @Override
    public void start(Map<String, String> properties) {
      decoder.configure(
          Map.of(
              "schema.registry.url",
              properties.get("registry.schema.registry.url"),
              "specific.avro.reader",
              "true"),
          false);
      try {
        connection =
            DriverManager.getConnection(
                properties.get("postgres.url"),
                properties.get("postgres.user"),
                properties.get("postgres.password"));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void put(Collection<SinkRecord> records) {
      for (SinkRecord next : records) {
        Mutation mutation = decoder.deserialize(next.topic(), (byte[]) next.value());
        try {
          if (mutation.getEntityKind().equals("thing")) {
            apply(mutation);
          }
        } catch (SQLException e) {
          throw new RetriableException(e);
        }
      }
    }

    private void apply(Mutation mutation) throws SQLException {
      if (mutation.getMutationType().equals("delete")) {
        try (PreparedStatement delete =
            connection.prepareStatement("DELETE FROM things WHERE ns = ? AND id = ?")) {
          delete.setString(1, mutation.getEntityNs());
          delete.setString(2, mutation.getEntityId());
          delete.executeUpdate();
        }
        return;
      }
      Timestamp time = Timestamp.from(mutation.getEventTimestamp());
      try (PreparedStatement put = connection.prepareStatement(PUT)) {
        put.setString(1, mutation.getEntityNs());
        put.setString(2, mutation.getEntityId());
        put.setString(3, String.valueOf(mutation.getEntityType()));
        put.setString(4, mutation.getAfter());
        put.setTimestamp(5, time);
        put.setTimestamp(6, time);
        put.setString(7, mutation.getVersion());
        put.executeUpdate();
      }
    }

    @Override
    public void stop() {
      decoder.close();
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String version() {
      return "test";
    }
  }
}
