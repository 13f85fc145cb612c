/// Microbenchmarks of what is done for each event, with JMH: parse, classify, enrich, encode as
/// Avro and as ClickHouse blocks, fold into windows. They show where time goes and what a change
/// costs; how many events a whole pipeline bears is not their question.
///
/// May depend on whatever is measured; nothing depends on it. Every method does its work for many
/// different events and gives back what it made, so that a test can look at it. Read
/// [dev.tailrace.benchmarks.ParseBenchmark] first; docs/performance.md tells how to run them.
package dev.tailrace.benchmarks;
