/// Rows from Avro bytes to Parquet bytes: the schema of the columns, the plan compiled for each
/// writer schema, the file that grows row group by row group.
///
/// Knows Parquet, Iceberg's schema model (which carries the field ids) and Avro; no bucket, no
/// Kafka, no clock. Read [ParquetFile] first.
package dev.tailrace.sink.parquet;
