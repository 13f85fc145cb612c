/// Benchmarks of the pipeline's ways, each beside a reference in the same run. Every part runs as a
/// process of its own, so that what it costs can be told.
package dev.tailrace.bench;
