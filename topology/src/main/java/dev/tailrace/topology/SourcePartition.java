package dev.tailrace.topology;

import java.util.Optional;
import java.util.Set;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/// The key of a record on its way to `events`: the partition it belongs into. It decides the
/// partition and then vanishes; the topic's records have no key.
final class SourcePartition
    implements StreamPartitioner<Integer, IndexedRecord>, Serializer<Integer> {
  @Override
  public Optional<Set<Integer>> partitions(
      String topic, Integer partition, IndexedRecord value, int partitions) {
    if (partition >= partitions) {
      throw new IllegalStateException(
          topic
              + " has "
              + partitions
              + " partitions, too few for partition "
              + partition
              + " of the raw topic. Give both the same number: kafka-topics --alter --topic "
              + topic
              + " --partitions N");
    }
    return Optional.of(Set.of(partition));
  }

  @Override
  public byte[] serialize(String topic, Integer partition) {
    return null;
  }
}
