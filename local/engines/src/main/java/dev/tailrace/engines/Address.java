package dev.tailrace.engines;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The parts of a request's URL, decoded.
///
/// Clients that encode paths as forms write a blank as a plus, in which others mean a plus: both
/// readings cannot be had, and no name of ours holds either.
///
/// @param segments of the path, without empty ones
/// @param query the last value of each name; empty for a name without one
record Address(List<String> segments, Map<String, String> query) {
  Address {
    segments = List.copyOf(segments);
    query = Map.copyOf(query);
  }

  /// @throws IllegalArgumentException when an escape is no escape
  static Address of(URI uri) {
    List<String> segments =
        Arrays.stream(uri.getRawPath().split("/"))
            .filter(segment -> !segment.isEmpty())
            .map(segment -> URLDecoder.decode(segment, UTF_8))
            .toList();
    Map<String, String> query = new HashMap<>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        query.put(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8));
      }
    }
    return new Address(segments, query);
  }
}
