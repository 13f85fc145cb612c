/// The ClickHouse sinks: one INSERT per sealed batch, or per collection of upserts, in the Native
/// format.
///
/// May depend on sink-core, on `dev.tailrace.serde` for writer schemas, and on ClickHouse's client;
/// on no other store. Read [dev.tailrace.sink.clickhouse.ClickHouseRowSink] first, and
/// [dev.tailrace.sink.clickhouse.ClickHouseUpsertSink]; then
/// [dev.tailrace.sink.clickhouse.BlockEncoder] for how Avro becomes columns.
package dev.tailrace.sink.clickhouse;
