package dev.tailrace.event;

import java.util.List;
import java.util.Objects;

/// One invocation of a Worker, as read from a raw record of any accepted form. Texts are null where
/// the event has none, or an empty one; long texts stay views of the raw bytes.
///
/// @param scriptVersion id of the deployed version
/// @param scriptTags null when there are none
/// @param eventTimestamp Unix epoch milliseconds, or null when the runtime set none
/// @param cpuTime milliseconds, 0 when absent
/// @param wallTime milliseconds, 0 when absent
/// @param mutations messages that call themselves a mutation, valid or not, in their order
public record Invocation(
    String scriptName,
    String dispatchNamespace,
    String entrypoint,
    String scriptVersion,
    String durableObjectId,
    String executionModel,
    List<String> scriptTags,
    String outcome,
    Long eventTimestamp,
    long cpuTime,
    long wallTime,
    boolean truncated,
    Trigger trigger,
    Logs logs,
    Exceptions exceptions,
    List<Message> mutations)
    implements Parsed {
  public Invocation {
    Objects.requireNonNull(trigger, "trigger");
    Objects.requireNonNull(logs, "logs");
    Objects.requireNonNull(exceptions, "exceptions");
    scriptTags = scriptTags == null ? null : List.copyOf(scriptTags);
    mutations = List.copyOf(mutations);
  }

  /// The log entries, and the two that classification may need.
  ///
  /// @param array all entries as a JSON array; null when there are none
  /// @param firstFailure the first entry that tells of a failure, or null
  /// @param firstWarning the first entry of level warn, or null
  public record Logs(int count, JsonText array, LogLine firstFailure, LogLine firstWarning) {
    static final Logs NONE = new Logs(0, null, null, null);
  }

  /// One log entry.
  ///
  /// @param message the arguments of the call: JSON, usually an array; null when missing
  /// @param errorName the first name in `errorInfo`, as JSON; null when there is none
  public record LogLine(JsonText message, JsonText errorName) {}

  /// The exceptions.
  ///
  /// @param array all of them as a JSON array; null when there are none
  /// @param first the first of them; null when there are none
  public record Exceptions(int count, JsonText array, Thrown first) {
    static final Exceptions NONE = new Exceptions(0, null, null);
  }

  /// One exception: three JSON values, each null when missing.
  public record Thrown(JsonText name, JsonText message, JsonText stack) {}

  /// One message of a diagnostics channel.
  ///
  /// @param json the message
  /// @param timestamp JSON, normally a number of Unix epoch milliseconds; null when missing
  public record Message(JsonText json, JsonText timestamp) {}
}
