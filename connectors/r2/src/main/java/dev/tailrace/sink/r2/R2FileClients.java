package dev.tailrace.sink.r2;

import java.util.Map;
import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.HttpClientProperties;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/// The client with which Iceberg reads and writes the metadata of tables: made from the catalog's
/// properties as Iceberg's own, and, as [Bucket]'s, without the checksum trailers that R2 and other
/// servers refuse. Loaded by Iceberg by name, so it must be public.
public final class R2FileClients implements S3FileIOAwsClientFactory {
  private static final long serialVersionUID = 1;

  private Map<String, String> properties = Map.of();

  @Override
  public void initialize(Map<String, String> given) {
    properties = Map.copyOf(given);
  }

  @Override
  public S3Client s3() {
    AwsClientProperties aws = new AwsClientProperties(properties);
    S3FileIOProperties s3 = new S3FileIOProperties(properties);
    return S3Client.builder()
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .applyMutation(aws::applyClientRegionConfiguration)
        .applyMutation(aws::applyClientCredentialConfigurations)
        .applyMutation(new HttpClientProperties(properties)::applyHttpClientConfigurations)
        .applyMutation(s3::applyEndpointConfigurations)
        .applyMutation(s3::applyServiceConfigurations)
        .applyMutation(client -> s3.applyCredentialConfigurations(aws, client))
        .applyMutation(s3::applySignerConfiguration)
        .applyMutation(s3::applyRetryConfigurations)
        .build();
  }

  @Override
  public S3AsyncClient s3Async() {
    throw new UnsupportedOperationException("the sink reads no files through the catalog");
  }
}
