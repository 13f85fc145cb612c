package dev.tailrace.engines;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTSerializers;

/// One request to the Iceberg catalog, decoded.
///
/// @param segments of the path, percent-decoded: a name may hold a slash
/// @param delegation the header by which a client asks for credentials to the table's files
record CatalogRequest(
    String method,
    List<String> segments,
    Map<String, String> query,
    String delegation,
    String body) {
  /// Reads and writes the messages of Iceberg's REST protocol.
  static final ObjectMapper JSON = json();

  private static final String LEVEL_SEPARATOR = "\u001f";
  private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

  static CatalogRequest read(HttpExchange exchange) throws IOException {
    Address address = address(exchange);
    String delegation = exchange.getRequestHeaders().getFirst("X-Iceberg-Access-Delegation");
    return new CatalogRequest(
        exchange.getRequestMethod(),
        address.segments(),
        address.query(),
        delegation == null ? "" : delegation,
        body(exchange));
  }

  /// The levels of a namespace as a path or query gives them.
  static Namespace namespace(String text) {
    return Namespace.of(text.split(LEVEL_SEPARATOR, -1));
  }

  /// Method and path with the names of namespaces and tables left out.
  String route() {
    StringBuilder route = new StringBuilder(method);
    for (int i = 0; i < segments.size(); i++) {
      boolean named = segments.get(1).equals("namespaces") && (i == 2 || i == 4);
      route.append('/').append(named ? "*" : segments.get(i));
    }
    return route.toString();
  }

  /// A parameter of the query that has a value.
  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  boolean asksForCredentials() {
    return delegation.contains("vended-credentials");
  }

  /// The body as the message that it must be.
  <T extends RESTRequest> T message(Class<T> type) throws IOException {
    T message = JSON.readValue(body, type);
    if (message == null) {
      throw new BadRequestException("The body is empty; it must be a %s", type.getSimpleName());
    }
    message.validate();
    return message;
  }

  private static Address address(HttpExchange exchange) {
    try {
      return Address.of(exchange.getRequestURI());
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("Bad escape in the URL: %s", e.getMessage());
    }
  }

  private static String body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (bytes.length > MAX_BODY_BYTES) {
      throw new BadRequestException("The body exceeds %d bytes", MAX_BODY_BYTES);
    }
    return new String(bytes, UTF_8);
  }

  private static ObjectMapper json() {
    ObjectMapper mapper =
        new ObjectMapper()
            .setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);
    RESTSerializers.registerAll(mapper);
    return mapper;
  }
}
