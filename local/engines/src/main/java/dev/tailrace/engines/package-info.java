/// Real services that start from this JVM: Kafka broker, schema registry, ClickHouse, PostgreSQL,
/// S3, Iceberg catalog.
///
/// The local stack is made of them and every module's integration tests run against them, so that
/// tests and users meet the same engines. Depends on none of this project's modules; all of them
/// may depend on it, the production ones in test scope only. Everything listens on 127.0.0.1 and
/// keeps its data in the directory it is given.
///
/// Read first: [dev.tailrace.engines.KafkaBroker].
package dev.tailrace.engines;
