package dev.tailrace.clickhouse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/// One pane of five minutes of an error of a script, and the row of `error_trends_5min` that tells
/// of it.
///
/// @param messages of the errors counted in it; none for a pane that was taken back
/// @param late how many of them came after the window was closed
record ErrorPane(
    String script,
    String errorType,
    Instant bucket,
    Instant pane,
    long version,
    List<String> messages,
    long late) {

  ErrorPane {
    messages = List.copyOf(messages);
  }

  ErrorPane takenBack() {
    return new ErrorPane(script, errorType, bucket, pane, version + 1, List.of(), 0);
  }

  ObjectNode row() {
    return row(MessageSketch.SIZE);
  }

  ObjectNode row(int sketchSize) {
    MessageSketch sketch = MessageSketch.of(sketchSize, messages);
    ObjectNode row = RecordedEvents.JSON.createObjectNode();
    row.put("script_name", script).put("error_type", errorType);
    row.put("bucket", bucket.toString()).put("pane", pane.toString()).put("version", version);
    row.put("error_count", messages.size()).put("unique_messages", sketch.estimate());
    row.put("avg_frequency", messages.size() / 5.0);
    row.put("late_events", late).put("incomplete", late > 0).put("sketch_size", sketchSize);
    ArrayNode hashes = row.putArray("message_hashes");
    sketch.hashes().forEach(hashes::add);
    return row;
  }
}
