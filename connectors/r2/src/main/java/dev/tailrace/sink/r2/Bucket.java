package dev.tailrace.sink.r2;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// One bucket behind the S3 API, with client settings that R2 takes: path style, no chunked
/// encoding, no checksum trailers. Source: R2 documentation, "S3 API compatibility".
///
/// Objects are created once and never changed: a put of a key that is there already changes nothing
/// and says so. Thread-safe. Every call throws what the SDK throws; [Failures] tells what it means.
final class Bucket implements AutoCloseable {
  private static final int PRECONDITION_FAILED = 412;
  private static final String NOT_THERE_YET = "*";

  private final BucketSettings settings;
  private final S3Client client;

  Bucket(BucketSettings settings) {
    this.settings = settings;
    this.client = client(settings);
  }

  private static S3Client client(BucketSettings settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .forcePathStyle(true)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(extra -> extra.chunkedEncodingEnabled(false))
            .overrideConfiguration(calls -> calls.apiCallAttemptTimeout(settings.timeout()))
            .httpClientBuilder(Apache5HttpClient.builder());
    settings.endpoint().ifPresent(builder::endpointOverride);
    settings
        .credentials()
        .ifPresent(
            keys ->
                builder.credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(keys.accessKey(), keys.secretKey()))));
    return builder.build();
  }

  /// What became of a put.
  enum Put {
    STORED,

    /// There is an object of this key, perhaps put by an earlier try of the same call.
    EXISTS
  }

  /// An object in a listing.
  record Listed(String key, long bytes) {}

  /// The whole address of a key.
  String location(String key) {
    return "s3://" + settings.bucket() + "/" + settings.prefix() + key;
  }

  /// All objects whose keys begin like this, in the order of their keys.
  List<Listed> list(String keyPrefix) {
    List<Listed> found = new ArrayList<>();
    int skip = settings.prefix().length();
    String begin = settings.prefix() + keyPrefix;
    var pages = client.listObjectsV2Paginator(page -> page.bucket(settings.bucket()).prefix(begin));
    for (ListObjectsV2Response page : pages) {
      page.contents()
          .forEach(object -> found.add(new Listed(object.key().substring(skip), object.size())));
    }
    return found;
  }

  /// Creates an object; what is there already stays as it is.
  Put create(String key, RequestBody body) {
    try {
      client.putObject(
          put ->
              put.bucket(settings.bucket()).key(settings.prefix() + key).ifNoneMatch(NOT_THERE_YET),
          body);
      return Put.STORED;
    } catch (S3Exception e) {
      return existsOr(e);
    }
  }

  private static Put existsOr(S3Exception e) {
    if (e.statusCode() == PRECONDITION_FAILED) {
      return Put.EXISTS;
    }
    throw e;
  }

  /// Begins an object that is sent in parts of equal size; returns the id of the upload.
  String begin(String key) {
    return client
        .createMultipartUpload(
            create -> create.bucket(settings.bucket()).key(settings.prefix() + key))
        .uploadId();
  }

  /// Sends one part.
  ///
  /// @param number from 1
  CompletedPart part(String key, String upload, int number, RequestBody body) {
    String tag =
        client
            .uploadPart(
                part ->
                    part.bucket(settings.bucket())
                        .key(settings.prefix() + key)
                        .uploadId(upload)
                        .partNumber(number),
                body)
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  /// Makes the parts one object, unless one is there already. An upload that is unknown was
  /// completed by an earlier try whose answer was lost.
  Put complete(String key, String upload, List<CompletedPart> parts) {
    try {
      client.completeMultipartUpload(
          complete ->
              complete
                  .bucket(settings.bucket())
                  .key(settings.prefix() + key)
                  .uploadId(upload)
                  .ifNoneMatch(NOT_THERE_YET)
                  .multipartUpload(all -> all.parts(parts)));
      return Put.STORED;
    } catch (NoSuchUploadException _) {
      return Put.EXISTS;
    } catch (S3Exception e) {
      return existsOr(e);
    }
  }

  /// Forgets the parts that were sent, if there still are any.
  void abort(String key, String upload) {
    try {
      client.abortMultipartUpload(
          abort -> abort.bucket(settings.bucket()).key(settings.prefix() + key).uploadId(upload));
    } catch (NoSuchUploadException _) {
      // An earlier try completed it.
    }
  }

  /// Some bytes of an object, fewer when it ends before.
  byte[] range(String key, long from, int length) {
    ResponseBytes<GetObjectResponse> bytes =
        client.getObjectAsBytes(
            get ->
                get.bucket(settings.bucket())
                    .key(settings.prefix() + key)
                    .range("bytes=%d-%d".formatted(from, from + length - 1)));
    return bytes.asByteArrayUnsafe();
  }

  /// The whole of a small object.
  byte[] whole(String key) {
    return client
        .getObjectAsBytes(get -> get.bucket(settings.bucket()).key(settings.prefix() + key))
        .asByteArrayUnsafe();
  }

  /// Size of an object in bytes; empty when there is none.
  OptionalLong size(String key) {
    try {
      return OptionalLong.of(
          client
              .headObject(head -> head.bucket(settings.bucket()).key(settings.prefix() + key))
              .contentLength());
    } catch (NoSuchKeyException _) {
      return OptionalLong.empty();
    }
  }

  @Override
  public String toString() {
    return settings.toString();
  }

  @Override
  public void close() {
    client.close();
  }
}
