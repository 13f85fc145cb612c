package dev.tailrace.engines;

import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// An upload whose parts are all there, two equal ones and a shorter last, before its completion.
record MultipartUpload(
    S3Client client, String bucket, String key, String id, List<CompletedPart> parts) {
  static final Map<String, String> METADATA = Map.of("batches", "2");
  private static final int PART_BYTES = 5 * 1024 * 1024;

  static MultipartUpload start(S3Client client, String bucket, String key) {
    byte[] bytes = bytes();
    String id =
        client.createMultipartUpload(r -> r.bucket(bucket).key(key).metadata(METADATA)).uploadId();
    return new MultipartUpload(
        client,
        bucket,
        key,
        id,
        List.of(
            part(client, bucket, key, id, 1, bytes),
            part(client, bucket, key, id, 2, bytes),
            part(client, bucket, key, id, 3, bytes)));
  }

  /// The whole object.
  static byte[] bytes() {
    byte[] bytes = new byte[2 * PART_BYTES + 1000];
    new Random(4).nextBytes(bytes);
    return bytes;
  }

  /// The HTTP status of the completion.
  int completeIfNoneMatch() {
    try {
      client.completeMultipartUpload(
          r ->
              r.bucket(bucket)
                  .key(key)
                  .uploadId(id)
                  .ifNoneMatch("*")
                  .multipartUpload(m -> m.parts(parts)));
      return 200;
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  private static CompletedPart part(
      S3Client client, String bucket, String key, String id, int number, byte[] bytes) {
    int from = (number - 1) * PART_BYTES;
    byte[] part = new byte[Math.min(PART_BYTES, bytes.length - from)];
    System.arraycopy(bytes, from, part, 0, part.length);
    String eTag =
        client
            .uploadPart(
                r -> r.bucket(bucket).key(key).uploadId(id).partNumber(number),
                RequestBody.fromBytes(part))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(eTag).build();
  }
}
