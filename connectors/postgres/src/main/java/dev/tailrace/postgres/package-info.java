/// Things and relationships in Postgres: the writer that applies mutations to them, batch by batch,
/// and the reader that finds them by their keys.
///
/// Read [ThingsWriter] first. Depends on [dev.tailrace.things] and JDBC; knows neither Kafka nor
/// Connect. What the tables look like is in [dev.tailrace.postgres.schema].
package dev.tailrace.postgres;
