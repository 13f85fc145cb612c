/// Recomputes windows from the events that are stored. May depend on the topology's windows and on
/// `dev.tailrace.stack` for ClickHouse; knows nothing of commands. Read [WindowRebuild] first.
package dev.tailrace.rebuild;
