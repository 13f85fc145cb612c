/// Parts of the pipeline that run as processes of their own, children of the fault harness or of a
/// benchmark; and where a process logs to.
package dev.tailrace.parts;
