/// What every sink shares: cutting sealed batches, collecting upserts, the ports
/// [dev.tailrace.sink.RowSink] and [dev.tailrace.sink.UpsertSink], and the Connect tasks that drive
/// them.
///
/// Knows no store. May depend on connect-api, on `dev.tailrace.wire` for the batch header, and on
/// slf4j. Read [dev.tailrace.sink.RowSink] first (what a store must do), then
/// [dev.tailrace.sink.BatchSinkTask] (what Connect sees); [dev.tailrace.sink.UpsertSink] and
/// [dev.tailrace.sink.UpsertSinkTask] are the same for topics that hold the newest state of a key.
package dev.tailrace.sink;
