package dev.tailrace.faults;

import dev.tailrace.sink.clickhouse.ClickHouseSinkConnector;
import dev.tailrace.sink.clickhouse.ClickHouseSinkTask;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;

/// The ClickHouse sink with one fence broken: offsets are committed for all that was delivered to
/// it, whether it is written or not.
public final class HastyConnector extends SinkConnector {
  private final ClickHouseSinkConnector honest = new ClickHouseSinkConnector();

  @Override
  public void start(Map<String, String> properties) {
    honest.start(properties);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return HastyTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return honest.taskConfigs(maxTasks);
  }

  @Override
  public void stop() {
    honest.stop();
  }

  @Override
  public ConfigDef config() {
    return honest.config();
  }

  @Override
  public String version() {
    return honest.version();
  }

  /// Its task.
  public static final class HastyTask extends SinkTask {
    private final ClickHouseSinkTask honest = new ClickHouseSinkTask();

    @Override
    public void initialize(SinkTaskContext context) {
      super.initialize(context);
      honest.initialize(context);
    }

    @Override
    public void start(Map<String, String> properties) {
      honest.start(properties);
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
      honest.open(partitions);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
      honest.put(records);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(
        Map<TopicPartition, OffsetAndMetadata> positions) {
      var _ = honest.preCommit(positions);
      return positions;
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
      honest.close(partitions);
    }

    @Override
    public void stop() {
      honest.stop();
    }

    @Override
    public String version() {
      return honest.version();
    }
  }
}
