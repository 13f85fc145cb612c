package dev.tailrace.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.things.Direction;
import dev.tailrace.things.Ends;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.RelationshipPage;
import dev.tailrace.things.RelationshipRow;
import dev.tailrace.things.RelationshipRow.Standing;
import dev.tailrace.things.State;
import dev.tailrace.things.ThingRow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Asks ClickHouse's views of the history. Thread-safe.
public final class HistoryStore {
  /// After every time that ClickHouse can hold, or nearly.
  static final Instant ALWAYS = Instant.parse("2299-12-31T23:59:59.999Z");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private static final String AMONG =
      " WHERE ns IN {namespaces:Array(String)} AND id IN {ids:Array(String)}";

  private final HistoryViews views;

  public HistoryStore(ClickHouseHttp clickHouse) {
    this.views = new HistoryViews(clickHouse);
  }

  /// The first of these things that has a mutation, at whatever time.
  Optional<EntityKey> firstKnown(List<EntityKey> candidates) {
    List<EntityKey> known = new ArrayList<>();
    for (JsonNode row :
        views.rows(
            "SELECT DISTINCT ns, id FROM thing_history" + AMONG + " AND kind = 'thing'",
            among(candidates))) {
      known.add(HistoryViews.key(row, 0));
    }
    return candidates.stream().filter(known::contains).findFirst();
  }

  /// The first of these things that was there at a time.
  Optional<ThingRow> firstAsOf(List<EntityKey> candidates, Instant time) {
    Map<String, String> parameters = among(candidates);
    parameters.put("t", text(time));
    Map<EntityKey, ThingRow> found =
        views
            .rows(
                """
                SELECT ns, id, type, visibility, content, code, data,
                  toUnixTimestamp64Milli(created_at), toUnixTimestamp64Milli(updated_at), version
                FROM things_as_of(t = {t:DateTime64(3, 'UTC')})
                """
                    + AMONG,
                parameters)
            .stream()
            .map(
                row ->
                    new ThingRow(
                        HistoryViews.key(row, 0),
                        new State(
                            row.get(2).asText(),
                            row.get(3).asText(),
                            HistoryViews.textOrNull(row.get(4)),
                            HistoryViews.textOrNull(row.get(5)),
                            row.get(6).asText()),
                        HistoryViews.time(row.get(7)),
                        HistoryViews.time(row.get(8)),
                        row.get(9).asText()))
            .collect(Collectors.toMap(ThingRow::key, Function.identity()));
    return candidates.stream().filter(found::containsKey).findFirst().map(found::get);
  }

  /// The relationships that had a thing on one of their ends at a time, by type. One question for
  /// both directions, because each reads the mutations of all relationships.
  ///
  /// @param most how many to give in each direction
  Map<Direction, RelationshipPage> relationshipsAsOf(EntityKey thing, Instant time, int most) {
    Map<String, String> parameters = of(thing);
    parameters.put("t", text(time));
    parameters.put("most", Integer.toString(most));
    List<JsonNode> rows =
        views.rows(
            """
            SELECT ns, id, type, visibility, code, data, from_ns, from_id, to_ns, to_id,
              toUnixTimestamp64Milli(created_at), toUnixTimestamp64Milli(updated_at), version,
              direction, count() OVER (PARTITION BY direction)
            FROM (
              SELECT *,
                arrayJoin(arrayConcat(
                  if(from_ns = {ns:String} AND from_id = {id:String}, ['FROM'], []),
                  if(to_ns = {ns:String} AND to_id = {id:String}, ['TO'], []))) AS direction
              FROM relationships_as_of(
                ns = {ns:String}, id = {id:String}, t = {t:DateTime64(3, 'UTC')}))
            ORDER BY type, ns, id
            LIMIT {most:UInt32} BY direction
            """,
            parameters);
    Map<Direction, RelationshipPage> pages = new EnumMap<>(Direction.class);
    for (Direction direction : Direction.values()) {
      List<JsonNode> ofThis =
          rows.stream().filter(row -> row.get(13).asText().equals(direction.name())).toList();
      pages.put(
          direction,
          new RelationshipPage(
              ofThis.stream().map(HistoryStore::relationship).toList(),
              ofThis.isEmpty() ? 0 : ofThis.getFirst().get(14).asLong()));
    }
    return pages;
  }

  private static RelationshipRow relationship(JsonNode row) {
    return new RelationshipRow(
        Standing.LIVE,
        HistoryViews.key(row, 0),
        new Ends(HistoryViews.key(row, 6), HistoryViews.key(row, 8)),
        new State(
            row.get(2).asText(),
            row.get(3).asText(),
            null,
            HistoryViews.textOrNull(row.get(4)),
            row.get(5).asText()),
        HistoryViews.time(row.get(10)),
        HistoryViews.time(row.get(11)),
        row.get(12).asText());
  }

  /// The mutations of a thing up to a time.
  ///
  /// @param most how many lines to give
  ThingHistory history(EntityKey thing, Instant until, int most) {
    Map<String, String> parameters = of(thing);
    parameters.put("t", text(until));
    JsonNode counts =
        views
            .rows(
                """
                SELECT countIf(event_timestamp <= {t:DateTime64(3, 'UTC')}) AS total,
                  count() - total,
                  toUnixTimestamp64Milli(argMaxIf(
                    event_timestamp, version, event_timestamp <= {t:DateTime64(3, 'UTC')})),
                  argMaxIf(mutation_type, version, event_timestamp <= {t:DateTime64(3, 'UTC')}),
                  toUnixTimestamp64Milli(
                    minIf(event_timestamp, event_timestamp > {t:DateTime64(3, 'UTC')}))
                FROM thing_history
                WHERE ns = {ns:String} AND id = {id:String} AND kind = 'thing'
                """,
                parameters)
            .getFirst();
    long total = counts.get(0).asLong();
    long later = counts.get(1).asLong();
    return new ThingHistory(
        most == 0 || total == 0 ? List.of() : lines(parameters, most),
        total,
        later,
        total == 0
            ? Optional.empty()
            : Optional.of(
                new ThingHistory.Ending(HistoryViews.time(counts.get(2)), counts.get(3).asText())),
        later == 0 ? Optional.empty() : Optional.of(HistoryViews.time(counts.get(4))));
  }

  private List<HistoryLine> lines(Map<String, String> ofThing, int most) {
    Map<String, String> parameters = new HashMap<>(ofThing);
    parameters.put("most", Long.toString(most + 1L));
    List<JsonNode> rows =
        views
            .rows(
                """
                SELECT toUnixTimestamp64Milli(event_timestamp), mutation_type, script_name, version,
                  after, before
                FROM thing_history
                WHERE ns = {ns:String} AND id = {id:String} AND kind = 'thing'
                  AND event_timestamp <= {t:DateTime64(3, 'UTC')}
                ORDER BY version DESC LIMIT {most:UInt64}
                """,
                parameters)
            .reversed();
    List<HistoryLine> lines = new ArrayList<>();
    for (int i = rows.size() > most ? 1 : 0; i < rows.size(); i++) {
      lines.add(line(i == 0 ? Optional.empty() : Optional.of(rows.get(i - 1)), rows.get(i)));
    }
    return lines;
  }

  /// Of the oldest mutation only the Worker may have said how things were before it.
  private static HistoryLine line(Optional<JsonNode> previous, JsonNode row) {
    String type = row.get(1).asText();
    String before =
        HistoryViews.textOrNull(previous.isPresent() ? previous.get().get(4) : row.get(5));
    boolean isBeforeKnown = previous.isPresent() || before != null || type.equals("create");
    return new HistoryLine(
        HistoryViews.time(row.get(0)),
        type,
        row.get(2).asText(),
        row.get(3).asText(),
        isBeforeKnown
            ? StateChange.between(before, HistoryViews.textOrNull(row.get(4)))
            : Optional.empty());
  }

  private static Map<String, String> of(EntityKey thing) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("ns", Parameters.text(thing.ns()));
    parameters.put("id", Parameters.text(thing.id()));
    return parameters;
  }

  private static Map<String, String> among(List<EntityKey> candidates) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("namespaces", Parameters.array(candidates.stream().map(EntityKey::ns).toList()));
    parameters.put("ids", Parameters.array(candidates.stream().map(EntityKey::id).toList()));
    return parameters;
  }

  private static String text(Instant time) {
    Instant held = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
    return TIME.format(held.isAfter(ALWAYS) ? ALWAYS : held);
  }
}
