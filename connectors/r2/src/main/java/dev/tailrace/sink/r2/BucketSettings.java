package dev.tailrace.sink.r2;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// How to reach a bucket.
///
/// @param endpoint base URL of the S3 API; empty for AWS itself
/// @param region `auto` for R2
/// @param bucket name
/// @param prefix before every key: empty, or ends with a slash
/// @param credentials empty for the standard chain of the AWS SDK
/// @param timeout how long one try of a call may take
public record BucketSettings(
    Optional<URI> endpoint,
    String region,
    String bucket,
    String prefix,
    Optional<Credentials> credentials,
    Duration timeout) {

  /// An access key and its secret, which is never printed.
  public record Credentials(String accessKey, String secretKey) {
    @Override
    public String toString() {
      return accessKey + ":***";
    }
  }

  /// The same place with another bucket.
  public BucketSettings withBucket(String other) {
    return new BucketSettings(endpoint, region, other, prefix, credentials, timeout);
  }

  @Override
  public String toString() {
    return "s3://%s/%s at %s".formatted(bucket, prefix, endpoint.map(URI::toString).orElse("AWS"));
  }
}
