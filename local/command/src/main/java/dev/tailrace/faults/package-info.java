/// A harness that shows what faults do to the pipeline: real engines and real processes, faults
/// that a seed decides, and the audit behind them.
///
/// Only `tailrace bench faults` and tests use it. Read [dev.tailrace.faults.Campaign] first.
package dev.tailrace.faults;
