package dev.tailrace.engines;

import dev.tailrace.engines.RegistryStore.Version;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/// The paths of the Confluent REST API that this registry answers; what they return is written as
/// JSON. Source: Confluent Schema Registry API reference, v1.
final class RegistryRoutes {
  private static final Map<String, String> READ_WRITE = Map.of("mode", "READWRITE");

  /// Where a schema is used.
  record Use(String subject, int version) {}

  private final RegistryStore store;
  private final SubjectRoutes subjects;

  RegistryRoutes(RegistryStore store) {
    this.store = store;
    this.subjects = new SubjectRoutes(store);
  }

  Object answer(RegistryRequest request) {
    List<String> path = request.segments();
    if (path.isEmpty()) {
      return Map.of();
    }
    return switch (path.getFirst()) {
      case "subjects" -> subjects.answer(request);
      case "schemas" -> schemas(request, path);
      case "config" -> config(request, path);
      case "compatibility" -> compatibility(request, path);
      case "mode" -> mode(request, path);
      default -> throw RegistryException.noSuchPath();
    };
  }

  private Object schemas(RegistryRequest request, List<String> path) {
    if (!request.method().equals("GET") || path.size() < 2) {
      throw RegistryException.noSuchPath();
    }
    if (path.get(1).equals("types") && path.size() == 2) {
      return List.of("AVRO");
    }
    if (!path.get(1).equals("ids") || path.size() < 3 || path.size() > 4) {
      throw RegistryException.noSuchPath();
    }
    int id = id(path.get(2));
    String text = subjects.text(id);
    if (path.size() == 3) {
      return Map.of("schema", text);
    }
    List<Version> users =
        store.versions().stream().filter(v -> v.id() == id && !v.deleted()).toList();
    return switch (path.get(3)) {
      case "schema" -> new RawJson(text);
      case "subjects" -> users.stream().map(Version::subject).distinct().toList();
      case "versions" -> users.stream().map(v -> new Use(v.subject(), v.number())).toList();
      default -> throw RegistryException.noSuchPath();
    };
  }

  private Object config(RegistryRequest request, List<String> path) {
    return switch (request.method() + " " + path.size()) {
      case "GET 1" -> Map.of("compatibilityLevel", store.globalLevel());
      case "PUT 1" -> {
        store.setGlobalLevel(level(request));
        yield Map.of("compatibility", store.globalLevel());
      }
      case "DELETE 1" -> {
        store.clearGlobalLevel();
        yield Map.of("compatibilityLevel", store.globalLevel());
      }
      case "GET 2" -> Map.of("compatibilityLevel", levelOf(path.get(1), request));
      case "PUT 2" -> {
        store.setLevel(path.get(1), level(request));
        yield Map.of("compatibility", store.level(path.get(1)));
      }
      case "DELETE 2" -> {
        Compatibility before = ownLevel(path.get(1));
        store.clearLevel(path.get(1));
        yield Map.of("compatibilityLevel", before);
      }
      default -> throw RegistryException.noSuchPath();
    };
  }

  private Compatibility levelOf(String subject, RegistryRequest request) {
    return request.asksFor("defaultToGlobal") ? store.level(subject) : ownLevel(subject);
  }

  private Compatibility ownLevel(String subject) {
    return store.ownLevel(subject).orElseThrow(() -> RegistryException.noSuchConfig(subject));
  }

  private Object compatibility(RegistryRequest request, List<String> path) {
    boolean wellFormed =
        request.method().equals("POST")
            && (path.size() == 4 || path.size() == 5)
            && path.get(1).equals("subjects")
            && path.get(3).equals("versions");
    if (!wellFormed) {
      throw RegistryException.noSuchPath();
    }
    String subject = path.get(2);
    Schema schema = request.schema();
    List<String> problems =
        path.size() == 4
            ? store.problems(subject, schema)
            : problemsWith(subjects.version(subject, path.get(4), request), schema);
    return request.asksFor("verbose")
        ? Map.of("is_compatible", problems.isEmpty(), "messages", problems)
        : Map.of("is_compatible", problems.isEmpty());
  }

  private List<String> problemsWith(Version version, Schema schema) {
    Schema earlier = store.schema(version.id()).orElseThrow();
    return store.level(version.subject()).problems(schema, List.of(earlier));
  }

  private Object mode(RegistryRequest request, List<String> path) {
    return switch (request.method() + " " + path.size()) {
      case "GET 1" -> READ_WRITE;
      case "GET 2" -> {
        if (!request.asksFor("defaultToGlobal")) {
          throw RegistryException.noSuchMode(path.get(1));
        }
        yield READ_WRITE;
      }
      case "PUT 1", "PUT 2" -> {
        if (!request.text("mode").equals("READWRITE")) {
          throw RegistryException.unsupportedMode(request.text("mode"));
        }
        yield READ_WRITE;
      }
      default -> throw RegistryException.noSuchPath();
    };
  }

  private static int id(String text) {
    return RegistryRequest.positive(text).orElseThrow(RegistryException::noSuchPath);
  }

  private static Compatibility level(RegistryRequest request) {
    return Compatibility.parse(request.text("compatibility"));
  }
}
