package dev.tailrace.clickhouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.clickhouse.HistoryDatabase.Change;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The rule of the history in plain Java, independent of the views: mutations up to a time are
/// played one by one. Texts of numbers must be those that Jackson gives back.
final class HistoryReplay {
  private final List<Change> changes;

  HistoryReplay(List<Change> changes) {
    this.changes = changes.stream().sorted(Comparator.comparing(Change::version)).toList();
  }

  /// A key of a thing or of a relationship.
  record EntityKey(String ns, String id) implements Comparable<EntityKey> {
    @Override
    public int compareTo(EntityKey other) {
      return Comparator.comparing(EntityKey::ns).thenComparing(EntityKey::id).compare(this, other);
    }

    static EntityKey of(Change change) {
      return new EntityKey(change.ns(), change.id());
    }
  }

  /// Rows of `things_as_of`, in the order of their keys.
  List<Map<String, String>> things(Instant at) {
    Map<EntityKey, Map<String, String>> rows = new TreeMap<>();
    for (Change change : until(at, "thing")) {
      Map<String, String> before = rows.remove(EntityKey.of(change));
      if (!change.isDelete()) {
        Instant created =
            before == null
                ? change.at()
                : Instant.parse(before.get("created_at").replace(' ', 'T') + "Z");
        rows.put(EntityKey.of(change), thing(change, created));
      }
    }
    return List.copyOf(rows.values());
  }

  /// Rows of `relationships_as_of`, in the order of their keys.
  List<Map<String, String>> relationships(EntityKey of, Instant at) {
    Map<EntityKey, Change> last = new TreeMap<>();
    until(at, "relationship").forEach(change -> last.put(EntityKey.of(change), change));
    return last.values().stream()
        .filter(change -> !change.isDelete())
        .filter(change -> end(change, "from").equals(of) || end(change, "to").equals(of))
        .filter(change -> bothEndsAreThere(change, at))
        .map(change -> relationship(change, at))
        .toList();
  }

  private boolean bothEndsAreThere(Change change, Instant at) {
    return List.of(end(change, "from"), end(change, "to")).stream()
        .allMatch(
            end ->
                lastOf("thing", end, at, _ -> true).filter(thing -> !thing.isDelete()).isPresent()
                    && deleted("thing", end, at).compareTo(change.version()) < 0);
  }

  private Map<String, String> relationship(Change change, Instant at) {
    String anew =
        List.of(
                deleted("relationship", EntityKey.of(change), at),
                deleted("thing", end(change, "from"), at),
                deleted("thing", end(change, "to"), at))
            .stream()
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Instant created =
        until(at, "relationship").stream()
            .filter(other -> EntityKey.of(other).equals(EntityKey.of(change)))
            .filter(other -> other.version().compareTo(anew) > 0)
            .findFirst()
            .orElseThrow()
            .at();
    Map<String, String> row = thing(change, created);
    row.remove("content");
    for (String side : List.of("from", "to")) {
      row.put(side + "_ns", end(change, side).ns());
      row.put(side + "_id", end(change, side).id());
    }
    return row;
  }

  /// Version of the last delete, or an empty text.
  private String deleted(String kind, EntityKey key, Instant at) {
    return lastOf(kind, key, at, Change::isDelete).map(Change::version).orElse("");
  }

  private Optional<Change> lastOf(String kind, EntityKey key, Instant at, Predicate<Change> which) {
    return until(at, kind).stream()
        .filter(change -> EntityKey.of(change).equals(key))
        .filter(which)
        .reduce((_, later) -> later);
  }

  private List<Change> until(Instant at, String kind) {
    return changes.stream()
        .filter(change -> change.kind().equals(kind) && !change.at().isAfter(at))
        .toList();
  }

  private static Map<String, String> thing(Change change, Instant created) {
    JsonNode after = json(change).path("after");
    Map<String, String> row = new LinkedHashMap<>();
    row.put("ns", change.ns());
    row.put("id", change.id());
    row.put("type", scalar(after, "type").or(() -> Optional.ofNullable(change.type())).orElse(""));
    row.put("visibility", scalar(after, "visibility").orElse("public"));
    row.put("content", scalar(after, "content").orElse(null));
    row.put("code", scalar(after, "code").orElse(null));
    row.put("data", after.toString());
    row.put("created_at", time(created));
    row.put("updated_at", time(change.at()));
    row.put("version", change.version());
    return row;
  }

  private static Optional<String> scalar(JsonNode after, String member) {
    JsonNode value = after.path(member);
    return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
  }

  private static EntityKey end(Change change, String side) {
    JsonNode data = json(change);
    return new EntityKey(data.path(side + "_ns").asText(), data.path(side + "_id").asText());
  }

  private static JsonNode json(Change change) {
    try {
      return RecordedEvents.JSON.readTree(change.data());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String time(Instant at) {
    return "%s.%03d"
        .formatted(
            ExpectedRows.clickHouseTime(Instant.ofEpochSecond(at.getEpochSecond())),
            at.getNano() / 1_000_000);
  }
}
