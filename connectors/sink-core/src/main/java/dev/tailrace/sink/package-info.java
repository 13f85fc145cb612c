/// What every sink shares: cutting sealed batches, the [dev.tailrace.sink.RowSink] port, and the
/// Connect task that drives it.
///
/// Knows no store. May depend on connect-api, on `dev.tailrace.wire` for the batch header, and on
/// slf4j. Read [dev.tailrace.sink.RowSink] first (what a store must do), then
/// [dev.tailrace.sink.BatchSinkTask] (what Connect sees).
package dev.tailrace.sink;
