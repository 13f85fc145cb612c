package dev.tailrace.engines;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// A client of the AWS SDK as the project sets it up for R2, and the calls that tests make often.
final class S3Calls implements AutoCloseable {
  private static final S3Configuration STYLE =
      S3Configuration.builder().pathStyleAccessEnabled(true).chunkedEncodingEnabled(false).build();

  private final String url;
  private final String bucket;
  private final S3Client client;

  S3Calls(String url, String bucket) {
    this(url, bucket, S3Server.SECRET_KEY);
  }

  S3Calls(String url, String bucket, String secretKey) {
    this.url = url;
    this.bucket = bucket;
    this.client =
        S3Client.builder()
            .endpointOverride(URI.create(url))
            .region(Region.of(S3Server.REGION))
            .credentialsProvider(credentials(secretKey))
            .httpClientBuilder(Apache5HttpClient.builder())
            .serviceConfiguration(STYLE)
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .build();
  }

  S3Client client() {
    return client;
  }

  PutObjectResponse put(String key, String text, Map<String, String> metadata) {
    return client.putObject(
        request -> request.bucket(bucket).key(key).metadata(metadata),
        RequestBody.fromString(text));
  }

  /// The HTTP status of a put that must create the object.
  int create(String key, String text) {
    try {
      client.putObject(
          request -> request.bucket(bucket).key(key).ifNoneMatch("*"),
          RequestBody.fromString(text));
      return 200;
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  String text(String key) {
    return client
        .getObjectAsBytes(request -> request.bucket(bucket).key(key))
        .asString(StandardCharsets.UTF_8);
  }

  Map<String, String> metadata(String key) {
    return client.headObject(request -> request.bucket(bucket).key(key)).metadata();
  }

  List<String> keys() {
    return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  /// A URL that takes a PUT of any bytes for a minute, for callers without the SDK.
  URI presignedPut(String key) {
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(URI.create(url))
            .region(Region.of(S3Server.REGION))
            .credentialsProvider(credentials(S3Server.SECRET_KEY))
            .serviceConfiguration(STYLE)
            .build()) {
      return URI.create(
          presigner
              .presignPutObject(
                  request ->
                      request
                          .signatureDuration(Duration.ofMinutes(1))
                          .putObjectRequest(put -> put.bucket(bucket).key(key)))
              .url()
              .toString());
    }
  }

  private static AwsCredentialsProvider credentials(String secretKey) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(S3Server.ACCESS_KEY, secretKey));
  }

  @Override
  public void close() {
    client.close();
  }
}
