package dev.tailrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/// The compose file, with what its services merge in (`<<`).
record Compose(JsonNode json) {
  static final Compose FILE =
      new Compose(
          Repository.yaml(Repository.text(Repository.ROOT.resolve("docker-compose.yml")))
              .getFirst());

  Map<String, JsonNode> services() {
    Map<String, JsonNode> all = new TreeMap<>();
    json.get("services")
        .properties()
        .forEach(field -> all.put(field.getKey(), merged((ObjectNode) field.getValue())));
    return all;
  }

  private static JsonNode merged(ObjectNode service) {
    ObjectNode all = Repository.JSON.createObjectNode();
    if (service.has("<<")) {
      all.setAll((ObjectNode) service.get("<<"));
    }
    all.setAll(service);
    all.remove("<<");
    return all;
  }

  Map<String, String> environment(String service) {
    return Manifest.texts(services().get(service).path("environment"));
  }
}
