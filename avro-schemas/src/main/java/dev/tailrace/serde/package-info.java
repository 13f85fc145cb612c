/// Confluent-framed Avro on Kafka: serializer, deserializer and the registry client behind them.
///
/// May depend on Avro, kafka-clients, Jackson, slf4j and the JDK only, so that producers and
/// sinks can use it without Tailrace. Read first: [AvroSerializer], then [SchemaRegistryClient];
/// the settings are in [RegistrySettings] and in docs/schemas.md.
package dev.tailrace.serde;
