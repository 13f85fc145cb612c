package dev.tailrace.sink.r2;

import java.util.HashMap;
import java.util.Map;

/// Properties of Iceberg's REST catalog with what follows from the bucket: the metadata of tables
/// lies behind the same S3 API as their files, unless the settings say otherwise.
final class CatalogProperties {
  private CatalogProperties() {}

  /// @param given by the user; they win
  static Map<String, String> of(Map<String, String> given, BucketSettings bucket) {
    Map<String, String> all = new HashMap<>();
    all.put("client.region", bucket.region());
    all.put("s3.path-style-access", "true");
    all.put("s3.remote-signing-enabled", "false");
    all.put("http-client.type", "apache");
    all.put("s3.chunked-encoding-enabled", "false");
    all.put("s3.client-factory-impl", R2FileClients.class.getName());
    bucket.endpoint().ifPresent(url -> all.put("s3.endpoint", url.toString()));
    bucket
        .credentials()
        .ifPresent(
            keys -> {
              all.put("s3.access-key-id", keys.accessKey());
              all.put("s3.secret-access-key", keys.secretKey());
            });
    all.putAll(given);
    return all;
  }
}
