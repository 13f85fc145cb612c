package dev.tailrace.audit;

import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.bucket.BucketClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The objects of a bucket, brought into a temporary file one at a time. Keys are those behind the
/// bucket's prefix. Not thread-safe.
final class BucketFiles implements AutoCloseable {
  private static final int NOT_FOUND = 404;

  private final BucketAddress bucket;
  private final Path file;
  private final S3Client client;

  /// @param file where an object lies while it is looked at
  BucketFiles(BucketAddress bucket, Path file) {
    this.bucket = bucket;
    this.file = file;
    this.client = BucketClient.of(bucket);
  }

  /// All keys with these first and last characters, sorted.
  List<String> keys(String prefix, String suffix) {
    try {
      return client
          .listObjectsV2Paginator(
              request -> request.bucket(bucket.bucket()).prefix(bucket.prefix() + prefix))
          .contents()
          .stream()
          .map(S3Object::key)
          .map(key -> key.substring(bucket.prefix().length()))
          .filter(key -> key.endsWith(suffix))
          .sorted()
          .toList();
    } catch (SdkException e) {
      throw cannotRead("", e);
    }
  }

  /// The key of a location such as Iceberg gives; the location itself if it is elsewhere.
  String key(String location) {
    String root = "s3://" + bucket.bucket() + "/" + bucket.prefix();
    return location.startsWith(root) ? location.substring(root.length()) : location;
  }

  /// Brings an object and hands its file over; empty when there is no such object.
  <T> Optional<T> with(String key, Function<Path, T> reader) {
    try {
      Files.deleteIfExists(file);
      var _ =
          client.getObject(
              request -> request.bucket(bucket.bucket()).key(bucket.prefix() + key), file);
      T result = reader.apply(file);
      Files.deleteIfExists(file);
      return Optional.of(result);
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw cannotRead(key, e);
    } catch (SdkException e) {
      throw cannotRead(key, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep an object in " + file, e);
    }
  }

  /// Brings a whole object into memory; empty when there is no such object.
  Optional<byte[]> whole(String key) {
    return with(
        key,
        path -> {
          try {
            return Files.readAllBytes(path);
          } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
          }
        });
  }

  private AuditException cannotRead(String key, SdkException e) {
    return new AuditException("cannot read %s%s: %s".formatted(bucket, key, e.getMessage()), e);
  }

  @Override
  public void close() {
    client.close();
  }
}
