/// What travels beside the values on Tailrace's topics: header names and their contents. Topology,
/// sinks and tools agree on it here.
package dev.tailrace.wire;
