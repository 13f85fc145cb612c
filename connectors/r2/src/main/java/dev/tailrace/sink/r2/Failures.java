package dev.tailrace.sink.r2;

import dev.tailrace.sink.Outcome;
import java.io.UncheckedIOException;
import java.util.Set;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.kafka.connect.errors.RetriableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Tells failures that pass from those that somebody must mend.
///
/// | what fails | means |
/// |---|---|
/// | no connection, a timeout, 408, 409, 429, 5xx | it will pass |
/// | 301, 400, 401, 403, 404 | wrong region, name, credentials or rights: somebody must act |
/// | the catalog: 5xx, no connection, commit in an unknown state | it will pass |
/// | the catalog: refused | somebody must act |
final class Failures {
  private static final Set<Integer> PASSING = Set.of(408, 409, 429);
  private static final int SERVER_ERRORS = 500;

  private Failures() {}

  /// @param what was being done, for the message
  static Outcome.Failure of(String what, Exception e) {
    return passes(e)
        ? new Outcome.Transient(what + ": " + message(e), e)
        : new Outcome.Broken(what + ": " + message(e) + remedy(e), e);
  }

  private static boolean passes(Exception e) {
    return switch (e) {
      case S3Exception s3 -> s3.statusCode() >= SERVER_ERRORS || PASSING.contains(s3.statusCode());
      // Without credentials no try will do better; all else of the client is the network.
      case SdkClientException client -> !lacksCredentials(client);
      case ServiceFailureException _, ServiceUnavailableException _ -> true;
      case CommitStateUnknownException _, CommitFailedException _ -> true;
      case BadRequestException _ -> false;
      case RESTException rest -> rest.getCause() != null;
      case RuntimeIOException _, UncheckedIOException _, RetriableException _ -> true;
      default -> false;
    };
  }

  private static boolean lacksCredentials(SdkClientException e) {
    return String.valueOf(e.getMessage()).contains("Unable to load credentials");
  }

  private static String message(Exception e) {
    return e instanceof S3Exception s3 && s3.awsErrorDetails() != null
        ? s3.statusCode()
            + " "
            + s3.awsErrorDetails().errorCode()
            + " "
            + s3.awsErrorDetails().errorMessage()
        : String.valueOf(e.getMessage());
  }

  private static String remedy(Exception e) {
    return switch (e) {
      case S3Exception s3 when s3.statusCode() == 403 || s3.statusCode() == 401 ->
          ". Check "
              + R2SinkKeys.ACCESS_KEY
              + ", its secret and its rights on the bucket, and this machine's clock";
      case S3Exception s3 when s3.statusCode() == 404 ->
          ". Check " + R2SinkKeys.ENDPOINT + " and " + R2SinkKeys.BUCKET;
      case S3Exception s3 when s3.statusCode() == 301 -> ". Check " + R2SinkKeys.REGION;
      case SdkClientException _ ->
          ". Set "
              + R2SinkKeys.ACCESS_KEY
              + " and "
              + R2SinkKeys.SECRET_KEY
              + ", or give the worker credentials the AWS way";
      default -> "";
    };
  }
}
