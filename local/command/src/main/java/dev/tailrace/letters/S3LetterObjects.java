package dev.tailrace.letters;

import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A bucket of R2, of S3, or of anything that speaks its API.
final class S3LetterObjects implements LetterObjects {
  private final LetterBucket bucket;
  private final S3Client client;

  S3LetterObjects(LetterBucket bucket) {
    this.bucket = bucket;
    this.client = ask(() -> client(bucket));
  }

  private static S3Client client(LetterBucket bucket) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(Apache5HttpClient.builder())
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(true)
                    .chunkedEncodingEnabled(false)
                    .build())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    bucket
        .endpoint()
        .ifPresent(
            // R2 has this region only, and others take any; AWS itself wants that of the machine.
            url -> builder.endpointOverride(url).region(Region.of("auto")));
    bucket
        .credentials()
        .map(own -> AwsBasicCredentials.create(own.accessKey(), own.secretKey()))
        .map(StaticCredentialsProvider::create)
        .ifPresent(builder::credentialsProvider);
    return builder.build();
  }

  @Override
  public List<String> keys(String prefix) {
    return ask(
        () ->
            client
                .listObjectsV2Paginator(
                    request -> request.bucket(bucket.bucket()).prefix(bucket.prefix() + prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .map(this::inner)
                .sorted()
                .toList());
  }

  @Override
  public List<String> folders(String prefix) {
    return ask(
        () ->
            client
                .listObjectsV2Paginator(
                    request ->
                        request
                            .bucket(bucket.bucket())
                            .prefix(bucket.prefix() + prefix)
                            .delimiter("/"))
                .commonPrefixes()
                .stream()
                .map(CommonPrefix::prefix)
                .map(key -> inner(key).substring(prefix.length()))
                .sorted()
                .toList());
  }

  private String inner(String key) {
    return key.substring(bucket.prefix().length());
  }

  @Override
  public byte[] whole(String key) {
    return ask(
        () ->
            client
                .getObjectAsBytes(
                    request -> request.bucket(bucket.bucket()).key(bucket.prefix() + key))
                .asByteArray());
  }

  @Override
  public byte[] range(String key, long position, int length) {
    String range = "bytes=%d-%d".formatted(position, position + length - 1);
    return ask(
        () ->
            client
                .getObjectAsBytes(
                    request ->
                        request.bucket(bucket.bucket()).key(bucket.prefix() + key).range(range))
                .asByteArray());
  }

  private <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (S3Exception e) {
      throw new LettersException("the bucket %s answers: %s".formatted(bucket, remedy(e)), e);
    } catch (SdkException e) {
      throw new LettersException(
          "the bucket %s cannot be read: %s; see --endpoint and the credentials"
              .formatted(bucket, e.getMessage()),
          e);
    }
  }

  private static String remedy(S3Exception e) {
    return switch (e.statusCode()) {
      case 401, 403 ->
          "%d, not allowed: give credentials that may list and read it".formatted(e.statusCode());
      case 404 -> "404, not there: is it the right bucket, and does the object still exist?";
      default -> e.getMessage();
    };
  }

  @Override
  public String name() {
    return bucket.toString();
  }

  @Override
  public void close() {
    client.close();
  }
}
