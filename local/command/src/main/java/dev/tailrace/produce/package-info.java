/// Reads files of tail events in any accepted form and publishes each event's own bytes to Kafka.
///
/// May depend on Kafka clients, Avro, `dev.tailrace.serde`, `dev.tailrace.wire` and the reasons of
/// `dev.tailrace.event`; not on the stack nor on the command. Start reading at `DocumentSplitter`
/// for the input and at `ResumablePublish` for the output.
package dev.tailrace.produce;
