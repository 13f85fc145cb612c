/// What a tail event means: parsing, classification, enrichment, mutations. Pure functions over
/// bytes and records: no Kafka, no Avro, no clock, nothing outside `java.*`. The topology depends
/// on it; it depends on nothing.
///
/// Start reading at [dev.tailrace.event.TailEventParser], then [dev.tailrace.event.Enricher].
package dev.tailrace.event;
