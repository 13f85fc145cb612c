/// Iceberg tables over files that lie in a bucket already: made when absent, widened when a column
/// comes, and committed to exactly once.
///
/// Knows Iceberg and Parquet footers; no Kafka, no clock. Read [LakeTable] first.
package dev.tailrace.sink.iceberg;
