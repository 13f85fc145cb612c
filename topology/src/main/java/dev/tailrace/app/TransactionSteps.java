package dev.tailrace.app;

import dev.tailrace.delivery.DeliveryStep;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The producer of a stream thread, which says how far the end of a transaction has come.
final class TransactionSteps extends KafkaProducer<byte[], byte[]> {
  TransactionSteps(Map<String, Object> config) {
    super(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    super.sendOffsetsToTransaction(offsets, group);
    DeliveryStep.OFFSETS_IN_TRANSACTION.reached();
  }

  @Override
  public void commitTransaction() {
    super.commitTransaction();
    DeliveryStep.TRANSACTION_COMMITTED.reached();
  }
}
