package dev.tailrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The files of this repository, read.
final class Repository {
  static final ObjectMapper JSON = new ObjectMapper();
  static final Path ROOT = Path.of(System.getProperty("tailrace.root")).toAbsolutePath();
  static final Path DEPLOY = ROOT.resolve("deploy");

  private Repository() {}

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(Path file) {
    return json(text(file));
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The documents of a YAML text; a key that is there twice is an error.
  static List<JsonNode> yaml(String text) {
    List<JsonNode> documents = new ArrayList<>();
    LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
    for (Object document : new Load(settings).loadAllFromString(text)) {
      documents.add(JSON.valueToTree(document));
    }
    return documents;
  }

  static List<Path> files(Path folder, String suffix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All nodes in and below a node that are objects.
  static List<JsonNode> objects(JsonNode node) {
    List<JsonNode> found = new ArrayList<>();
    if (node.isObject()) {
      found.add(node);
    }
    node.forEach(child -> found.addAll(objects(child)));
    return found;
  }
}
