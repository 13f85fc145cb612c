package dev.tailrace.event;

/// Why a raw record, or one mutation in it, was refused. The set is closed: it labels counters and
/// dead letters, so a new way to fail is a new value here.
public enum DeadLetterReason {
  /// No bytes at all, or nothing but white space.
  EMPTY_VALUE("empty-value"),
  /// The bytes are not JSON by RFC 8259: binary, a stray character, malformed UTF-8.
  NOT_JSON("not-json"),
  /// JSON up to its last byte, but the value is not complete.
  TRUNCATED_JSON("truncated-json"),
  /// Arrays and objects nested deeper than [TailEventParser#MAX_DEPTH].
  TOO_DEEP("too-deep"),
  /// JSON, but a string, number, boolean or null.
  NOT_AN_OBJECT("not-an-object"),
  /// A JSON array: a whole batch in one record.
  BATCH("batch"),
  /// An event of the streaming tail handler, a format of its own that is not accepted.
  STREAMING_TAIL("streaming-tail"),
  /// A JSON object in none of the accepted forms.
  UNKNOWN_FORM("unknown-form"),
  /// A field every event shares holds a value of the wrong JSON type.
  WRONG_TYPE("wrong-type"),
  /// A number no column can hold, such as a time before 1970.
  OUT_OF_RANGE("out-of-range"),
  /// Confluent-framed Avro whose schema the registry does not know.
  UNKNOWN_SCHEMA("unknown-schema"),
  /// Confluent-framed Avro that is not a `TailEvent`, or whose bytes do not decode.
  UNREADABLE_AVRO("unreadable-avro"),
  /// A document larger than a record on the raw topic may be: it never was on that topic.
  TOO_LARGE("too-large"),
  /// A mutation message that breaks the mutation contract.
  INVALID_MUTATION("invalid-mutation"),
  /// The pipeline itself failed on this record: a defect, never the producer's fault.
  PROCESSING_FAILED("processing-failed");

  private final String code;

  DeadLetterReason(String code) {
    this.code = code;
  }

  /// The name in headers, metrics and files. It never changes once released.
  public String code() {
    return code;
  }
}
