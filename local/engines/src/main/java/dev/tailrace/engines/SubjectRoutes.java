package dev.tailrace.engines;

import dev.tailrace.engines.RegistryStore.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/// The paths below `/subjects`.
final class SubjectRoutes {
  /// A version as the API shows it.
  record Described(String subject, int version, int id, String schema) {}

  private final RegistryStore store;

  SubjectRoutes(RegistryStore store) {
    this.store = store;
  }

  Object answer(RegistryRequest request) {
    List<String> path = request.segments();
    if (path.size() > 2 && !path.get(2).equals("versions")) {
      throw RegistryException.noSuchPath();
    }
    return switch (request.method() + " " + path.size()) {
      case "GET 1" -> subjectNames(request);
      case "POST 2" -> lookUp(path.get(1), request);
      case "DELETE 2" -> delete(request, path.get(1));
      case "GET 3" -> numbers(existing(path.get(1), request));
      case "POST 3" -> Map.of("id", store.register(path.get(1), request.schema()));
      case "GET 4" -> describe(version(path.get(1), path.get(3), request));
      case "DELETE 4" -> deleteVersion(request, path.get(1), path.get(3));
      case "GET 5" -> {
        if (!path.get(4).equals("schema")) {
          throw RegistryException.noSuchPath();
        }
        yield new RawJson(text(version(path.get(1), path.get(3), request).id()));
      }
      default -> throw RegistryException.noSuchPath();
    };
  }

  private List<String> subjectNames(RegistryRequest request) {
    String prefix = request.query().getOrDefault("subjectPrefix", "");
    return store.versions().stream()
        .filter(version -> !version.deleted() || request.asksFor("deleted"))
        .map(Version::subject)
        .filter(subject -> subject.startsWith(prefix))
        .distinct()
        .toList();
  }

  private Described lookUp(String subject, RegistryRequest request) {
    Schema schema = request.schema();
    existing(subject, request);
    return describe(store.find(subject, schema).orElseThrow(RegistryException::noSuchSchema));
  }

  private List<Integer> delete(RegistryRequest request, String subject) {
    List<Version> all = store.versions(subject);
    List<Version> live = all.stream().filter(version -> !version.deleted()).toList();
    if (all.isEmpty()) {
      throw RegistryException.noSuchSubject(subject);
    }
    if (request.asksFor("permanent")) {
      if (!live.isEmpty()) {
        throw RegistryException.notYetDeleted("Subject '" + subject + "'");
      }
      all.forEach(store::remove);
      return numbers(all);
    }
    if (live.isEmpty()) {
      throw RegistryException.alreadyDeleted(subject);
    }
    live.forEach(store::delete);
    return numbers(live);
  }

  private int deleteVersion(RegistryRequest request, String subject, String number) {
    if (request.asksFor("permanent")) {
      Version version = pick(store.versions(subject), subject, number);
      if (!version.deleted()) {
        throw RegistryException.notYetDeleted("Subject '" + subject + "' Version " + number);
      }
      store.remove(version);
      return version.number();
    }
    Version version = version(subject, number, request);
    store.delete(version);
    return version.number();
  }

  private List<Version> existing(String subject, RegistryRequest request) {
    List<Version> seen =
        store.versions(subject).stream()
            .filter(version -> !version.deleted() || request.asksFor("deleted"))
            .toList();
    if (seen.isEmpty()) {
      throw RegistryException.noSuchSubject(subject);
    }
    return seen;
  }

  /// The version a path names, by number or as the latest; a deleted one when the request asks.
  Version version(String subject, String number, RegistryRequest request) {
    return pick(existing(subject, request), subject, number);
  }

  private static Version pick(List<Version> versions, String subject, String number) {
    if (versions.isEmpty()) {
      throw RegistryException.noSuchSubject(subject);
    }
    if (number.equals("latest") || number.equals("-1")) {
      return versions.stream().max(Comparator.comparingInt(Version::number)).orElseThrow();
    }
    Optional<Integer> wanted = RegistryRequest.positive(number);
    if (wanted.isEmpty()) {
      throw RegistryException.invalidVersion(number);
    }
    return versions.stream()
        .filter(version -> version.number() == wanted.get())
        .findFirst()
        .orElseThrow(() -> RegistryException.noSuchVersion(number));
  }

  private Described describe(Version version) {
    return new Described(version.subject(), version.number(), version.id(), text(version.id()));
  }

  /// The schema of an id.
  String text(int id) {
    return store.schema(id).orElseThrow(() -> RegistryException.noSuchId(id)).toString();
  }

  private static List<Integer> numbers(List<Version> versions) {
    return versions.stream().map(Version::number).toList();
  }
}
