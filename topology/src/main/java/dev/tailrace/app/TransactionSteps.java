package dev.tailrace.app;

import dev.tailrace.delivery.DeliveryStep;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The producer of a stream thread, which says how far the end of a transaction has come and what
/// it has committed.
final class TransactionSteps extends KafkaProducer<byte[], byte[]> {
  private final RawProgress progress;
  private final Map<TopicPartition, OffsetAndMetadata> offsetsOfTransaction = new HashMap<>();

  TransactionSteps(Map<String, Object> config, RawProgress progress) {
    super(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.progress = progress;
  }

  @Override
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    super.sendOffsetsToTransaction(offsets, group);
    offsetsOfTransaction.putAll(offsets);
    DeliveryStep.OFFSETS_IN_TRANSACTION.reached();
  }

  @Override
  public void commitTransaction() {
    super.commitTransaction();
    DeliveryStep.TRANSACTION_COMMITTED.reached();
    progress.committed(offsetsOfTransaction);
    offsetsOfTransaction.clear();
  }

  @Override
  public void abortTransaction() {
    offsetsOfTransaction.clear();
    super.abortTransaction();
  }
}
