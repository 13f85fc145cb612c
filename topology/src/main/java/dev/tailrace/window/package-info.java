/// Windows over events: what is counted, how parts of a window merge, and how they become bytes.
/// Pure: no Kafka, no clock. May depend on `dev.tailrace.event` and the mapping of DDSketch. Read
/// [WindowContent] first, then [EventChunk], which is what the enriching task keeps.
package dev.tailrace.window;
