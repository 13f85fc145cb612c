package dev.tailrace.sink.clickhouse;

import com.clickhouse.client.api.ClientMisconfigurationException;
import com.clickhouse.client.api.ServerException;
import dev.tailrace.sink.Outcome;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/// Which errors pass by themselves and which need somebody.
///
/// Source of the codes: ClickHouse `src/Common/ErrorCodes.cpp`. A code that is not named here stops
/// the sink: going on without knowing why would be guessing.
final class ErrorCodes {
  /// Stands for the code of a failure that has none.
  static final int NO_CODE = -1;

  /// Codes of a server that is overloaded, short of something, starting, stopping or cut off.
  private static final Set<Integer> PASSING =
      Set.of(
          3, // UNEXPECTED_END_OF_FILE
          23, // CANNOT_READ_FROM_ISTREAM
          24, // CANNOT_WRITE_TO_OSTREAM
          32, // ATTEMPT_TO_READ_AFTER_EOF
          33, // CANNOT_READ_ALL_DATA
          74, // CANNOT_READ_FROM_FILE_DESCRIPTOR
          75, // CANNOT_WRITE_TO_FILE_DESCRIPTOR
          76, // CANNOT_OPEN_FILE
          95, // CANNOT_READ_FROM_SOCKET
          96, // CANNOT_WRITE_TO_SOCKET
          159, // TIMEOUT_EXCEEDED
          164, // READONLY
          173, // CANNOT_ALLOCATE_MEMORY
          198, // DNS_ERROR
          202, // TOO_MANY_SIMULTANEOUS_QUERIES
          203, // NO_FREE_CONNECTION
          209, // SOCKET_TIMEOUT
          210, // NETWORK_ERROR
          216, // QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING: an earlier attempt at the batch
          225, // NO_ZOOKEEPER
          236, // ABORTED
          241, // MEMORY_LIMIT_EXCEEDED
          242, // TABLE_IS_READ_ONLY
          243, // NOT_ENOUGH_SPACE
          252, // TOO_MANY_PARTS
          254, // NO_ACTIVE_REPLICAS
          279, // ALL_CONNECTION_TRIES_FAILED
          285, // TOO_FEW_LIVE_REPLICAS
          286, // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
          289, // REPLICA_IS_NOT_IN_QUORUM
          319, // UNKNOWN_STATUS_OF_INSERT
          394, // QUERY_WAS_CANCELLED
          425, // SYSTEM_ERROR
          439, // CANNOT_SCHEDULE_TASK
          473, // DEADLOCK_AVOIDED
          498, // AUTHENTICATION_SERVER_UNAVAILABLE
          745, // SERVER_OVERLOADED
          999, // KEEPER_EXCEPTION
          1000, // POCO_EXCEPTION
          1001 // STD_EXCEPTION
          );

  /// NO_SUCH_COLUMN_IN_TABLE, UNKNOWN_IDENTIFIER, TYPE_MISMATCH, THERE_IS_NO_COLUMN,
  /// NOT_FOUND_COLUMN_IN_BLOCK, ILLEGAL_COLUMN.
  static final Set<Integer> COLUMNS_DIFFER = Set.of(16, 47, 53, 8, 10, 44);

  private static final Set<Integer> SCHEMA_MISSING = Set.of(60, 81); // UNKNOWN_TABLE, _DATABASE

  /// UNKNOWN_USER, WRONG_PASSWORD, REQUIRED_PASSWORD, ACCESS_DENIED, AUTHENTICATION_FAILED.
  private static final Set<Integer> RIGHTS = Set.of(192, 193, 194, 497, 516);

  private ErrorCodes() {}

  /// @param doing what was tried, beginning with a noun: "insert into events of batch …"
  static ClickHouseFailure failure(String doing, Exception thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case ServerException answer when answer.getCode() > 0 -> {
          return new ClickHouseFailure(byCode(doing, answer, thrown), answer.getCode());
        }
        case ServerException answer -> {
          return new ClickHouseFailure(byStatus(doing, answer, thrown), NO_CODE);
        }
        case SSLHandshakeException _, ClientMisconfigurationException _ -> {
          String why = doing + ": " + cause + "; check the connector's clickhouse.* settings";
          return new ClickHouseFailure(new Outcome.Broken(why, thrown), NO_CODE);
        }
        case IOException _, TimeoutException _ -> {
          return new ClickHouseFailure(
              new Outcome.Transient(doing + ": " + cause, thrown), NO_CODE);
        }
        default -> {}
      }
    }
    // The client wraps what goes wrong on the way in exceptions of its own.
    boolean onTheWay = thrown.getClass().getPackageName().startsWith("com.clickhouse.client");
    String why = doing + ": " + thrown;
    return new ClickHouseFailure(
        onTheWay ? new Outcome.Transient(why, thrown) : new Outcome.Broken(why, thrown), NO_CODE);
  }

  private static Outcome.Failure byCode(String doing, ServerException answer, Exception thrown) {
    int code = answer.getCode();
    String why = doing + ": " + firstLine(answer);
    if (PASSING.contains(code)) {
      return new Outcome.Transient(why, thrown);
    }
    if (SCHEMA_MISSING.contains(code) || COLUMNS_DIFFER.contains(code)) {
      return new Outcome.Broken(why + ". Remedy: tailrace schema apply", thrown);
    }
    if (RIGHTS.contains(code)) {
      return new Outcome.Broken(
          why
              + ". Remedy: check clickhouse.user and clickhouse.password, and grant INSERT and"
              + " SELECT on the table, and ALTER DELETE where batches go",
          thrown);
    }
    return new Outcome.Broken(why, thrown);
  }

  private static Outcome.Failure byStatus(String doing, ServerException answer, Exception thrown) {
    int status = answer.getTransportProtocolCode();
    String why = doing + ": HTTP status " + status + ", " + firstLine(answer);
    boolean passes = status >= 500 || status == 408 || status == 429 || status <= 0;
    return passes ? new Outcome.Transient(why, thrown) : new Outcome.Broken(why, thrown);
  }

  private static String firstLine(ServerException answer) {
    return String.valueOf(answer.getMessage()).lines().findFirst().orElse("no message");
  }
}
