package dev.tailrace.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.schema.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/// The headers that say why and from where a record came to the dead-letter topic, beside its
/// original key and bytes.
///
/// Format: one header per field of [DeadLetter], of the field's name, as UTF-8 text; integers in
/// decimal, the timestamp in ISO 8601 (2026-11-20T11:30:00.123Z). Laws: what was written is read
/// back equal, the timestamp to the millisecond; writing twice leaves one header of each name, so
/// a dead letter that dies again tells of its last death.
public final class DeadLetterHeaders {
  private static final String REASON = "reason";
  private static final String MESSAGE = "message";
  private static final String SOURCE_TOPIC = "source_topic";
  private static final String SOURCE_PARTITION = "source_partition";
  private static final String SOURCE_OFFSET = "source_offset";
  private static final String TIMESTAMP = "timestamp";
  private static final String PIPELINE_INSTANCE = "pipeline_instance";

  private static final List<String> ALL =
      List.of(
          REASON,
          MESSAGE,
          SOURCE_TOPIC,
          SOURCE_PARTITION,
          SOURCE_OFFSET,
          TIMESTAMP,
          PIPELINE_INSTANCE);

  private DeadLetterHeaders() {}

  /// What the headers of a record on the dead-letter topic say.
  public sealed interface Reading {
    /// All headers are there and readable.
    record Complete(DeadLetter deadLetter) implements Reading {}

    /// Somebody else's record, or a damaged one.
    ///
    /// @param problems one for each header that is missing or unreadable, never empty
    record Incomplete(List<String> problems) implements Reading {
      public Incomplete {
        problems = List.copyOf(problems);
      }
    }
  }

  public static void write(Headers headers, DeadLetter deadLetter) {
    put(headers, REASON, deadLetter.getReason());
    put(headers, MESSAGE, deadLetter.getMessage());
    put(headers, SOURCE_TOPIC, deadLetter.getSourceTopic());
    put(headers, SOURCE_PARTITION, String.valueOf(deadLetter.getSourcePartition()));
    put(headers, SOURCE_OFFSET, String.valueOf(deadLetter.getSourceOffset()));
    put(headers, TIMESTAMP, deadLetter.getTimestamp().toString());
    put(headers, PIPELINE_INSTANCE, deadLetter.getPipelineInstance());
  }

  /// Takes these headers off a record that is to be no dead letter any more.
  public static void remove(Headers headers) {
    ALL.forEach(headers::remove);
  }

  public static Reading read(Headers headers) {
    return read(name -> valueOf(headers.lastHeader(name)));
  }

  /// For clients that carry headers in another type.
  ///
  /// @param values gives the newest header of a name, null when there is none
  public static Reading read(Function<String, byte[]> values) {
    Reader reader = new Reader(values);
    String reason = reader.text(REASON);
    String message = reader.text(MESSAGE);
    String topic = reader.text(SOURCE_TOPIC);
    int partition = reader.value(SOURCE_PARTITION, "an integer", Integer::parseInt).orElse(0);
    long offset = reader.value(SOURCE_OFFSET, "an integer", Long::parseLong).orElse(0L);
    Instant time =
        reader
            .value(TIMESTAMP, "a time such as 2026-11-20T11:30:00.123Z", Instant::parse)
            .orElse(Instant.EPOCH);
    String instance = reader.text(PIPELINE_INSTANCE);
    return reader.problems.isEmpty()
        ? new Reading.Complete(
            new DeadLetter(reason, message, topic, partition, offset, time, instance))
        : new Reading.Incomplete(reader.problems);
  }

  private static byte[] valueOf(Header header) {
    return header == null ? null : header.value();
  }

  private static void put(Headers headers, String name, String text) {
    headers.remove(name).add(name, text.getBytes(UTF_8));
  }

  private static final class Reader {
    private final Function<String, byte[]> values;
    private final List<String> problems = new ArrayList<>();

    Reader(Function<String, byte[]> values) {
      this.values = values;
    }

    String text(String name) {
      return value(name, "UTF-8 text", Function.identity()).orElse("");
    }

    <T> Optional<T> value(String name, String expected, Function<String, T> parse) {
      byte[] bytes = values.apply(name);
      if (bytes == null) {
        problems.add("header " + name + " is missing");
        return Optional.empty();
      }
      try {
        String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return Optional.of(parse.apply(text));
      } catch (CharacterCodingException | NumberFormatException | DateTimeException _) {
        String shown = new String(bytes, UTF_8);
        problems.add("header " + name + " is '" + shown + "', not " + expected);
        return Optional.empty();
      }
    }
  }
}
