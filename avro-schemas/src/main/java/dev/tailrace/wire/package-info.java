/// What topology, sinks and tools agree on beside the schemas: header names with their contents,
/// and records that write themselves.
package dev.tailrace.wire;
