/// The R2 sink: records of a topic become files in a bucket behind the S3 API, each row in one
/// file, whatever crashes, comes again or races.
///
/// The files of one topic-partition and day form a chain: each begins at the first row that no
/// earlier one holds, is named by that row's offset, is created only if nobody has created it, and
/// tells in itself where it ends. Whoever reads the same log again, from wherever and with whatever
/// settings, finds the chain and goes on behind it.
///
/// Depends on sink-core, the packages `parquet` and `iceberg` of this module, and the AWS SDK. Read
/// [DayFiles] first, then [PartitionFiles], [PartitionLane], [R2SinkTask].
package dev.tailrace.sink.r2;
