package dev.tailrace.app;

import java.util.function.Function;

/// One documented key of the configuration.
///
/// @param fallback text of the default, as it stands in the documentation; empty when there is none
/// @param description one or two sentences: what it decides, in which unit
/// @param parser reads the text; throws IllegalArgumentException with what is expected
record Setting<T>(String key, String fallback, String description, Function<String, T> parser) {}
