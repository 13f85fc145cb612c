/// The tables in Postgres as the migrations make them: applied by Flyway, and verified.
///
/// Read [ThingsSchema] first. Knows the migrations, and nothing of what is written to the tables.
package dev.tailrace.postgres.schema;
