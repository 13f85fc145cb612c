package dev.tailrace.bucket;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/// Clients with settings that R2 takes: path style, no chunked encoding, and where a checksum is
/// required that of the first S3, an MD5, which every server knows. Source: R2 documentation, "S3
/// API compatibility".
public final class BucketClient {
  private BucketClient() {}

  /// A client, which is the caller's to close. It, and this, throw what the SDK throws.
  public static S3Client of(BucketAddress bucket) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(Apache5HttpClient.builder())
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(true)
                    .chunkedEncodingEnabled(false)
                    .build())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .addPlugin(LegacyMd5Plugin.create());
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
}
