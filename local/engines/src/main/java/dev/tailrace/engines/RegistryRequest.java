package dev.tailrace.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/// One request, decoded.
///
/// @param segments of the path, percent-decoded: a subject may hold a slash
/// @param body missing node when the request has none
record RegistryRequest(
    String method, List<String> segments, Map<String, String> query, JsonNode body) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

  static RegistryRequest read(HttpExchange exchange) throws IOException {
    Address address = address(exchange);
    return new RegistryRequest(
        exchange.getRequestMethod(), address.segments(), address.query(), body(exchange));
  }

  boolean asksFor(String flag) {
    return Boolean.parseBoolean(query.get(flag));
  }

  /// A text field of the body that must be there.
  String text(String field) {
    JsonNode value = body.path(field);
    if (!value.isTextual()) {
      throw RegistryException.malformedRequest(
          "The body must be a JSON object with a text field '" + field + "'");
    }
    return value.textValue();
  }

  /// The Avro schema in the body.
  Schema schema() {
    JsonNode type = body.path("schemaType");
    if (type.isTextual() && !type.textValue().equals("AVRO")) {
      throw RegistryException.invalidSchema(
          "type " + type.textValue() + "; this registry knows AVRO only");
    }
    if (!body.path("references").isEmpty()) {
      throw RegistryException.invalidSchema(
          "references are not known here; put the referenced schemas inline");
    }
    String text = text("schema");
    try {
      return new Schema.Parser().parse(text);
    } catch (AvroRuntimeException | NullPointerException e) { // the latter for an unknown type
      throw RegistryException.invalidSchema(e.getMessage());
    }
  }

  /// A number from 1 on; empty for any other text.
  static Optional<Integer> positive(String text) {
    try {
      int number = Integer.parseInt(text);
      return number > 0 ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static Address address(HttpExchange exchange) {
    try {
      return Address.of(exchange.getRequestURI());
    } catch (IllegalArgumentException e) {
      throw RegistryException.malformedRequest("Bad escape in the URL: " + e.getMessage());
    }
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (bytes.length > MAX_BODY_BYTES) {
      throw RegistryException.malformedRequest("The body exceeds " + MAX_BODY_BYTES + " bytes");
    }
    if (bytes.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(bytes);
    } catch (IOException _) {
      throw RegistryException.malformedRequest("The body is not JSON");
    }
  }
}
