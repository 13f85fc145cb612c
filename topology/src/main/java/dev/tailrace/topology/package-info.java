/// The Kafka Streams topology. Start reading at `TailraceTopology`.
package dev.tailrace.topology;
