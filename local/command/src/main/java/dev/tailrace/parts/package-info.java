/// Parts of the pipeline that a process runs by themselves: what the fault harness and the
// benchmarks
/// start as children.
package dev.tailrace.parts;
