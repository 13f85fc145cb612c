package dev.tailrace.command;

import dev.tailrace.bucket.BucketAddress;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How to reach the buckets that other options name.
final class BucketAccessOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Of the bucket's S3 API, such as R2's. Default: AWS itself")
  private URI endpoint;

  @Option(
      names = "--access-key",
      paramLabel = "KEY",
      description = "To the bucket. Default: as all AWS tools find it, with its secret")
  private String accessKey;

  @Option(
      names = "--secret-key",
      paramLabel = "SECRET",
      arity = "0..1",
      interactive = true,
      description = "Its secret; without a value it is asked for.")
  private String secretKey;

  /// The bucket that an option names, such as `s3://errors/prefix`.
  ///
  /// @throws ParameterException naming the option
  BucketAddress to(String option, String location) {
    try {
      BucketAddress named = BucketAddress.of(location);
      BucketAddress at = endpoint == null ? named : named.withEndpoint(endpoint);
      return credentials().map(at::withCredentials).orElse(at);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
    }
  }

  private Optional<BucketAddress.Credentials> credentials() {
    if (accessKey == null) {
      return Optional.empty();
    }
    if (secretKey == null) {
      throw new ParameterException(spec.commandLine(), "--access-key needs its --secret-key");
    }
    return Optional.of(new BucketAddress.Credentials(accessKey, secretKey));
  }
}
