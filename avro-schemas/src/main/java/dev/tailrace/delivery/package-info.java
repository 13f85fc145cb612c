/// The steps of the delivery protocol, by name: where a crash must lose nothing and double nothing.
/// Topology and sinks say which step they have reached; whoever wants to know listens.
///
/// Depends on nothing but the JDK. Read [dev.tailrace.delivery.DeliveryStep].
package dev.tailrace.delivery;
