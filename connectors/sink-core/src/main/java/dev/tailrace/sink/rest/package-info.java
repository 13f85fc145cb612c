/// What a Connect worker with Tailrace's sinks answers on its REST interface: `/health/live`,
/// `/health/ready` and `/metrics`.
///
/// Knows the sinks only through JMX and Connect's own view of its connectors, because plugins are
/// kept apart from each other. Read [dev.tailrace.sink.rest.TailraceRestExtension].
package dev.tailrace.sink.rest;
