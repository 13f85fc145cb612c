package dev.tailrace.letters;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.topology.TopicCatalog;
import dev.tailrace.topology.TopicNames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Which letters may be published again, and where to.
///
/// A letter may when its bytes are a whole raw record of which nothing has been processed. Of an
/// invalid mutation the event has been; a row that a sink refused belongs to a sealed batch.
public final class ReplayRules {
  private static final TopicNames TOPICS = TopicNames.DEFAULT;

  /// Written by Tailrace alone.
  private static final List<String> INNER_TOPICS =
      List.of(
          TOPICS.events(),
          TOPICS.partials(),
          TOPICS.serviceMetrics(),
          TOPICS.errorTrends(),
          TOPICS.mutations(),
          TOPICS.deadLetters(),
          "tail.produced",
          ReplayMemory.TOPIC);

  private final Optional<String> to;

  /// @param to the topic to publish to; without it, the one a letter comes from if that is the raw
  /// one
  /// @throws IllegalArgumentException when nobody but Tailrace may write there
  public ReplayRules(Optional<String> to) {
    to.filter(INNER_TOPICS::contains)
        .ifPresent(
            topic -> {
              throw new IllegalArgumentException(
                  "%s is written by Tailrace alone: raw records belong on %s, or on a topic of your own"
                      .formatted(topic, TOPICS.raw()));
            });
    this.to = to;
  }

  sealed interface Decision {}

  record Publish(String topic) implements Decision {}

  /// @param why with the way out; the same for all letters of its kind
  record Refuse(String why) implements Decision {}

  /// The topics that letters go to unless they say another.
  String mainTopic() {
    return to.orElse(TOPICS.raw());
  }

  Decision decide(Letter letter) {
    return switch (letter.origin()) {
      case Origin.OfPipeline origin -> ofPipeline(letter, origin);
      case Origin.OfSink origin -> new Refuse(ofSink(origin));
      case Origin.Unknown _ ->
          new Refuse(
              "its headers do not say what it is: look at it (tailrace dlq show ID), and if it is a"
                  + " whole event publish its bytes (dlq show --raw ID | tailrace produce -)");
    };
  }

  private Decision ofPipeline(Letter letter, Origin.OfPipeline origin) {
    Optional<DeadLetterReason> reason =
        Arrays.stream(DeadLetterReason.values())
            .filter(known -> known.code().equals(origin.reason()))
            .findFirst();
    if (reason.isEmpty()) {
      return new Refuse(
          "this version does not know the reason, and so not what the bytes are: use the version"
              + " of the pipeline that refused it");
    }
    return switch (reason.get()) {
      case EMPTY_VALUE,
          NOT_JSON,
          TRUNCATED_JSON,
          TOO_DEEP,
          NOT_AN_OBJECT,
          BATCH,
          STREAMING_TAIL,
          UNKNOWN_FORM,
          WRONG_TYPE,
          OUT_OF_RANGE,
          UNKNOWN_SCHEMA,
          UNREADABLE_AVRO,
          PROCESSING_FAILED ->
          rawRecord(letter, to.or(() -> rawSource(origin)));
      // It never was on a topic: its source is the name of a file.
      case TOO_LARGE -> rawRecord(letter, Optional.of(mainTopic()));
      case INVALID_MUTATION ->
          new Refuse(
              "it is one mutation of an event, and the event was processed without it; the whole"
                  + " event again would be a second one: let the Worker announce the mutation"
                  + " anew");
    };
  }

  private static Optional<String> rawSource(Origin.OfPipeline origin) {
    return Optional.of(origin.at().topic()).filter(TOPICS.raw()::equals);
  }

  private static Decision rawRecord(Letter letter, Optional<String> topic) {
    if (letter.body().size() > TopicCatalog.MAX_RECORD_BYTES) {
      return new Refuse(
          "it is larger than the %,d bytes that an event may have: write it to a file (tailrace dlq show --raw ID), shorten it, and publish the file"
              .formatted(TopicCatalog.MAX_RECORD_BYTES));
    }
    return topic
        .<Decision>map(Publish::new)
        .orElseGet(
            () ->
                new Refuse(
                    "it does not come from %s: say with --to where it is to go"
                        .formatted(TOPICS.raw())));
  }

  private static String ofSink(Origin.OfSink origin) {
    if (origin.ofMutation()) {
      return "it is a mutation that Postgres cannot hold: mend the cause"
          + " (postgres.document.max.bytes, say), then apply the history once more (tailrace"
          + " rebuild-things)";
    }
    if (origin.ofWindow()) {
      return "it is a window that a sink refused: mend the cause, then publish its hour anew"
          + " (tailrace rebuild-windows)";
    }
    return origin.at().topic().equals(TOPICS.events())
        ? "it is a row of a sealed batch that a sink refused: mend the cause, then set the"
            + " connector's offsets back to the beginning of the topic, and the sink completes the"
            + " batch"
        : "a sink refused it, and its bytes are no raw event: mend the cause, then set the"
            + " connector's offsets back";
  }
}
