package dev.tailrace.letters;

import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.bucket.BucketClient;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A bucket of R2, of S3, or of anything that speaks its API.
final class S3LetterObjects implements LetterObjects {
  private final BucketAddress bucket;
  private final S3Client client;

  S3LetterObjects(BucketAddress bucket) {
    this.bucket = bucket;
    this.client = ask(() -> BucketClient.of(bucket));
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
