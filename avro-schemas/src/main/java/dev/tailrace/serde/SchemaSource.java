package dev.tailrace.serde;

/// How a serializer comes by the id it writes.
enum SchemaSource {
  /// Registers the record's schema: auto.register.schemas.
  REGISTER,
  /// Looks the record's schema up; a missing one is an error.
  LOOK_UP,
  /// Takes the newest version of the subject and writes in its terms: use.latest.version.
  LATEST
}
