/// Tailrace's tables in Postgres: their migrations, and the writer that applies mutations to them.
///
/// Depends on [dev.tailrace.things] and JDBC; knows neither Kafka nor Connect.
package dev.tailrace.postgres;
