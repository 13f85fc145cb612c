package dev.tailrace.lake;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How to reach an Iceberg REST catalog, and which of its namespaces has the tables.
///
/// @param token that the catalog asks for, never printed
public record CatalogAddress(
    URI url, Optional<String> warehouse, Optional<String> token, String namespace) {
  /// The namespace that the sink takes unless told otherwise.
  public static final String DEFAULT_NAMESPACE = "tailrace";

  /// A catalog that needs its address alone.
  public static CatalogAddress of(URI url) {
    return new CatalogAddress(url, Optional.empty(), Optional.empty(), DEFAULT_NAMESPACE);
  }

  /// Properties of Iceberg's REST catalog.
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("uri", url.toString());
    warehouse.ifPresent(name -> properties.put("warehouse", name));
    token.ifPresent(secret -> properties.put("token", secret));
    return properties;
  }

  @Override
  public String toString() {
    return url + warehouse.map(name -> " (warehouse " + name + ")").orElse("");
  }
}
