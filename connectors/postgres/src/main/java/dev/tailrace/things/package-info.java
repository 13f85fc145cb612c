/// Entities and their mutations: what wins, what a delete ends, what a row shows. Pure: no
/// database, no Kafka, no clock.
package dev.tailrace.things;
