package dev.tailrace.bucket;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How to reach a bucket and the objects in it that are ours.
///
/// @param endpoint base URL of the S3 API; empty for AWS itself
/// @param prefix before every key: empty, or ends with a slash
/// @param credentials empty for the standard chain of the AWS SDK
public record BucketAddress(
    Optional<URI> endpoint, String bucket, String prefix, Optional<Credentials> credentials) {
  private static final Pattern LOCATION = Pattern.compile("s3://([^/]+)/*(.*?)/*");

  /// An access key and its secret, which is never printed.
  public record Credentials(String accessKey, String secretKey) {
    @Override
    public String toString() {
      return accessKey + ":***";
    }
  }

  /// Of a location such as `s3://errors/tailrace`, on AWS, with the standard credentials.
  ///
  /// @throws IllegalArgumentException when this is no such location
  public static BucketAddress of(String location) {
    Matcher matcher = LOCATION.matcher(location);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + location + "' is no bucket, such as s3://errors or s3://errors/prefix");
    }
    String prefix = matcher.group(2);
    return new BucketAddress(
        Optional.empty(), matcher.group(1), prefix.isEmpty() ? "" : prefix + "/", Optional.empty());
  }

  /// The same bucket at another endpoint.
  public BucketAddress withEndpoint(URI other) {
    return new BucketAddress(Optional.of(other), bucket, prefix, credentials);
  }

  /// The same bucket with credentials of its own.
  public BucketAddress withCredentials(Credentials other) {
    return new BucketAddress(endpoint, bucket, prefix, Optional.of(other));
  }

  @Override
  public String toString() {
    return "s3://%s/%s%s"
        .formatted(bucket, prefix, endpoint.map(address -> " at " + address).orElse(""));
  }
}
