package dev.tailrace.produce;

import org.apache.kafka.common.serialization.Serializer;

/// Gives the serializer that Avro files need; only asked when one is met.
interface AvroFraming {
  /// The topic whose subject the schema is registered under.
  String topic();

  /// A serializer of its own for the input, configured and to be closed by the caller.
  ///
  /// @throws PublishException when there is none, because no schema registry is known
  Serializer<Object> serializer(String input);
}
