/// Avro values as they lie in the log: a cursor over their bytes, readers that are compiled from a
/// writer schema, and where writer schemas come from.
///
/// Depends on Avro's schema model and, for outcomes, on [dev.tailrace.sink]; on no store. Read
/// [AvroCursor] first.
package dev.tailrace.sink.avro;
