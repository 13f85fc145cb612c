package dev.tailrace.command;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.tailrace.lookup.Answer;
import dev.tailrace.lookup.Answer.Absence;
import dev.tailrace.lookup.HistoryLine;
import dev.tailrace.lookup.ThingHistory;
import dev.tailrace.things.Direction;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.RelationshipPage;
import dev.tailrace.things.RelationshipRow;
import dev.tailrace.things.State;
import dev.tailrace.things.ThingRow;
import dev.tailrace.things.ThingUrl;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What `tailrace thing --json` prints.
///
/// @param asked the URL as it was typed
/// @param candidates the keys that it may mean
/// @param at the time that was asked for; empty for now
record ThingJson(String asked, List<EntityKey> candidates, Optional<Instant> at) {
  ThingJson {
    candidates = List.copyOf(candidates);
  }

  Map<String, Object> of(Answer answer) {
    Map<String, Object> json = new LinkedHashMap<>();
    switch (answer) {
      case Answer.Present(
              ThingRow thing,
              RelationshipPage from,
              RelationshipPage to,
              var history) -> {
        head(json, thing.key(), "present");
        json.put("thing", thing(thing));
        json.put("relationshipsFrom", page(from, Direction.FROM));
        json.put("relationshipsTo", page(to, Direction.TO));
        json.put("history", history(history));
      }
      case Answer.Absent(EntityKey key, Absence why, ThingHistory history) -> {
        switch (why) {
          case Absence.Deleted(Instant time) -> {
            head(json, key, "deleted");
            json.put("deletedAt", time.toString());
          }
          case Absence.NotYet(Instant first) -> {
            head(json, key, "not-yet");
            json.put("firstAt", first.toString());
          }
          case Absence.NotStored() -> head(json, key, "not-stored");
        }
        json.put("history", history(history));
      }
      case Answer.Unknown() -> {
        json.put("state", "unknown");
        json.put("url", asked);
        json.put("tried", candidates);
      }
    }
    return json;
  }

  private void head(Map<String, Object> json, EntityKey key, String state) {
    json.put("state", state);
    json.put("url", ThingUrl.of(key));
    json.put("ns", key.ns());
    json.put("id", key.id());
    at.ifPresent(time -> json.put("at", time.toString()));
  }

  private static Map<String, Object> thing(ThingRow thing) {
    Map<String, Object> json = new LinkedHashMap<>();
    state(json, thing.state());
    json.put("content", thing.state().content());
    times(json, thing.createdAt(), thing.updatedAt(), thing.version());
    json.put("data", data(thing.state()));
    return json;
  }

  private static void state(Map<String, Object> json, State state) {
    json.put("type", state.type());
    json.put("visibility", state.visibility());
    json.put("code", state.code());
  }

  private static void times(
      Map<String, Object> json, Instant createdAt, Instant updatedAt, String version) {
    json.put("createdAt", createdAt.toString());
    json.put("updatedAt", updatedAt.toString());
    json.put("version", version);
  }

  /// As it is stored, digit by digit.
  private static Object data(State state) {
    return new RawValue(state.data());
  }

  private static Map<String, Object> page(RelationshipPage page, Direction direction) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("total", page.total());
    json.put("shown", page.rows().stream().map(row -> relationship(row, direction)).toList());
    return json;
  }

  private static Map<String, Object> relationship(RelationshipRow row, Direction direction) {
    EntityKey other = direction.otherEnd(row.ends());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ns", row.key().ns());
    json.put("id", row.key().id());
    state(json, row.state());
    json.put("standing", row.standing().name().toLowerCase(Locale.ROOT));
    json.put("otherUrl", ThingUrl.of(other));
    json.put("otherNs", other.ns());
    json.put("otherId", other.id());
    times(json, row.createdAt(), row.updatedAt(), row.version());
    json.put("data", data(row.state()));
    return json;
  }

  private static Map<String, Object> history(ThingHistory history) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("total", history.total());
    json.put("later", history.later());
    json.put("shown", history.lines().stream().map(ThingJson::line).toList());
    return json;
  }

  private static Map<String, Object> line(HistoryLine line) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", line.at().toString());
    json.put("type", line.type());
    json.put("script", line.script());
    json.put("version", line.version());
    json.put("change", line.change().orElse(null));
    return json;
  }
}
