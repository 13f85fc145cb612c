/// The ClickHouse sink: one INSERT per sealed batch, in the Native format.
///
/// May depend on sink-core, on `dev.tailrace.serde` for writer schemas, and on ClickHouse's client;
/// on no other store. Read [dev.tailrace.sink.clickhouse.ClickHouseRowSink] first; then
/// [dev.tailrace.sink.clickhouse.BlockEncoder] for how Avro becomes columns.
package dev.tailrace.sink.clickhouse;
