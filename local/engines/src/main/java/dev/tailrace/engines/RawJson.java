package dev.tailrace.engines;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/// An answer that is JSON already.
record RawJson(@JsonValue @JsonRawValue String json) {}
