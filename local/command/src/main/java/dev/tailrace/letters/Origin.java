package dev.tailrace.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.schema.DeadLetter;
import dev.tailrace.topology.TopicNames;
import dev.tailrace.wire.DeadLetterHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Who refused a record, and why, as the headers of the letter say it.
public sealed interface Origin {
  /// The code by which letters are counted and chosen: one of [#REASONS], or one that a newer
  /// version gave.
  String reason();

  String message();

  Optional<SourcePosition> source();

  /// All codes this version knows.
  List<String> REASONS = reasons();

  /// The pipeline refused it, or `tailrace produce` did before it.
  record OfPipeline(String reason, String message, SourcePosition at) implements Origin {
    @Override
    public Optional<SourcePosition> source() {
      return Optional.of(at);
    }
  }

  /// A sink refused it, and Kafka Connect put it there.
  record OfSink(String message, SourcePosition at) implements Origin {
    static final String ROW = "refused-by-sink";
    static final String WINDOW = "refused-window";
    static final String MUTATION = "refused-mutation";

    @Override
    public String reason() {
      if (ofMutation()) {
        return MUTATION;
      }
      return ofWindow() ? WINDOW : ROW;
    }

    @Override
    public Optional<SourcePosition> source() {
      return Optional.of(at);
    }

    boolean ofWindow() {
      TopicNames names = TopicNames.DEFAULT;
      return List.of(names.serviceMetrics(), names.errorTrends()).contains(at.topic());
    }

    boolean ofMutation() {
      return at.topic().equals(TopicNames.DEFAULT.mutations());
    }
  }

  /// Its headers say neither, so nothing is known of the record.
  record Unknown(List<String> problems) implements Origin {
    static final String REASON = "unreadable-headers";

    public Unknown {
      problems = List.copyOf(problems);
    }

    @Override
    public String reason() {
      return REASON;
    }

    @Override
    public String message() {
      return String.join("; ", problems);
    }

    @Override
    public Optional<SourcePosition> source() {
      return Optional.empty();
    }
  }

  /// Law: who wrote last tells the truth. Each adds its headers behind those that the record came
  /// with, and a producer can set any header it likes.
  static Origin of(List<LetterHeader> headers) {
    Optional<Origin> sink = ConnectHeaders.read(headers);
    if (sink.isPresent() && ConnectHeaders.position(headers) > position(headers, "reason")) {
      return sink.get();
    }
    return switch (DeadLetterHeaders.read(name -> last(headers, name))) {
      case DeadLetterHeaders.Reading.Complete(DeadLetter letter) ->
          new OfPipeline(
              letter.getReason(),
              letter.getMessage(),
              new SourcePosition(
                  letter.getSourceTopic(), letter.getSourcePartition(), letter.getSourceOffset()));
      case DeadLetterHeaders.Reading.Incomplete(List<String> problems) ->
          sink.orElseGet(() -> new Unknown(problems));
    };
  }

  /// The newest value of this name, null when there is none.
  static byte[] last(List<LetterHeader> headers, String name) {
    int position = position(headers, name);
    return position < 0 ? null : headers.get(position).value();
  }

  /// Where the newest header of this name stands, -1 when there is none.
  static int position(List<LetterHeader> headers, String name) {
    for (int i = headers.size() - 1; i >= 0; i--) {
      if (headers.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> reasons() {
    List<String> all =
        new ArrayList<>(
            Arrays.stream(DeadLetterReason.values()).map(DeadLetterReason::code).toList());
    all.addAll(List.of(OfSink.ROW, OfSink.WINDOW, OfSink.MUTATION, Unknown.REASON));
    return List.copyOf(all);
  }

  /// The headers that Kafka Connect gives a record which a sink refused.
  final class ConnectHeaders {
    static final String PREFIX = "__connect.errors.";
    private static final String TOPIC = PREFIX + "topic";

    private ConnectHeaders() {}

    static int position(List<LetterHeader> headers) {
      return Origin.position(headers, TOPIC);
    }

    static Optional<Origin> read(List<LetterHeader> headers) {
      Optional<String> topic = text(headers, TOPIC);
      Optional<String> partition = text(headers, PREFIX + "partition");
      Optional<String> offset = text(headers, PREFIX + "offset");
      if (topic.isEmpty() || partition.isEmpty() || offset.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new OfSink(
                text(headers, PREFIX + "exception.message").orElse(""),
                new SourcePosition(
                    topic.get(), Integer.parseInt(partition.get()), Long.parseLong(offset.get()))));
      } catch (NumberFormatException _) {
        return Optional.empty(); // not written by Kafka Connect
      }
    }

    private static Optional<String> text(List<LetterHeader> headers, String name) {
      return Optional.ofNullable(last(headers, name)).map(bytes -> new String(bytes, UTF_8));
    }
  }
}
