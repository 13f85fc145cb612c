/// The audit: what the raw topic says must be in each store, worked out anew, against what is
/// there.
///
/// It shares no code with the sinks, the windows or the rules of the things; of the pipeline it
/// knows `dev.tailrace.event`, the pure functions from bytes to an event, and how typed records are
/// decoded. Counts and order-independent checksums are made where the rows are, by the engines;
/// only groups travel.
///
/// Start reading at [dev.tailrace.audit.Audit], then `AuditSession` and the three that it
/// names, `Oracle`, `RowComparison`.
package dev.tailrace.audit;
