package dev.tailrace.sink.r2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class FailuresTest {
  private static final String WHAT = "putting s3://b/k";

  static final List<Exception> PASSING =
      List.of(
          SdkClientException.create("Unable to execute HTTP request: Connection refused"),
          ApiCallAttemptTimeoutException.create(30_000),
          new ServiceFailureException("500"),
          new ServiceUnavailableException("503"),
          new CommitStateUnknownException(new IOException("reset")),
          new CommitFailedException("somebody was quicker"),
          new RESTException(new IOException("Connection refused"), "no answer"),
          new RuntimeIOException("reset"),
          new UncheckedIOException(new IOException("reset")),
          new RetriableException("the registry is away"));

  static final List<Exception> STOPPING =
      List.of(
          SdkClientException.create("Unable to load credentials from any of the providers"),
          new BadRequestException("malformed"),
          new ForbiddenException("no rights"),
          new NotAuthorizedException("no token"),
          new RESTException("no such warehouse"),
          new NoSuchTableException("it was dropped"),
          new IllegalArgumentException("a defect"));

  private static S3Exception s3(int status) {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(status)
            .awsErrorDetails(
                AwsErrorDetails.builder().errorCode("Code").errorMessage("said so").build())
            .build();
  }

  @ParameterizedTest
  @FieldSource("PASSING")
  void whatPasses_isTriedAgain(Exception failure) {
    Outcome.Failure outcome = Failures.of(WHAT, failure);

    assertThat(outcome).isInstanceOf(Outcome.Transient.class);
    assertThat(outcome.why()).startsWith(WHAT + ": ").contains(failure.getMessage());
    assertThat(outcome.cause()).isSameAs(failure);
  }

  @ParameterizedTest
  @FieldSource("STOPPING")
  void whatSomebodyMustMend_stops(Exception failure) {
    Outcome.Failure outcome = Failures.of(WHAT, failure);

    assertThat(outcome).isInstanceOf(Outcome.Broken.class);
    assertThat(outcome.why()).startsWith(WHAT + ": ").contains(failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504})
  void bucketThatIsBusyOrDown_passes(int status) {
    assertThat(Failures.of(WHAT, s3(status))).isInstanceOf(Outcome.Transient.class);
  }

  @ParameterizedTest
  @CsvSource({
    "301, s3.region",
    "401, s3.access.key",
    "403, s3.access.key",
    "404, s3.bucket",
    "404, s3.endpoint",
    "400, said so",
    "416, Code"
  })
  void bucketThatRefuses_stopsWithTheRemedy(int status, String named) {
    Outcome.Failure outcome = Failures.of(WHAT, s3(status));

    assertThat(outcome).isInstanceOf(Outcome.Broken.class);
    assertThat(outcome.why()).startsWith(WHAT + ": " + status).contains(named);
  }

  @Test
  void missingCredentials_nameTheKeys() {
    assertThat(
            Failures.of(WHAT, SdkClientException.create("Unable to load credentials from any"))
                .why())
        .contains(R2SinkKeys.ACCESS_KEY, R2SinkKeys.SECRET_KEY);
  }
}
