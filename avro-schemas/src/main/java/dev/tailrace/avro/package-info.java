/// What an Avro record may offer to whoever writes it. Serdes and their users agree on it here,
/// without knowing each other.
package dev.tailrace.avro;
