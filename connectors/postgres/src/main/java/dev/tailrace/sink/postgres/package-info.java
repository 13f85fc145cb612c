/// The Connect sink that keeps `things` and `relationships` in Postgres current.
///
/// Read [PostgresSink] first. The rule of what wins is in [dev.tailrace.things], the tables are in
/// [dev.tailrace.postgres].
package dev.tailrace.sink.postgres;
