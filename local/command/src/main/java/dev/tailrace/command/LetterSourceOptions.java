package dev.tailrace.command;

import dev.tailrace.letters.BucketLetters;
import dev.tailrace.letters.LetterBucket;
import dev.tailrace.letters.LetterSource;
import dev.tailrace.letters.TopicLetters;
import dev.tailrace.produce.PublishTarget;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Where dead letters are read from.
final class LetterSourceOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private BrokerOptions broker;
  @Mixin private DataOptions data;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = PublishTarget.DEAD_LETTER_TOPIC,
      description = "The dead-letter topic. Default: ${DEFAULT-VALUE}")
  private String topic;

  @Option(
      names = "--bucket",
      paramLabel = "s3://BUCKET[/PREFIX]",
      description = "Read letters from the errors bucket, not from the topic.")
  private String bucket;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Of the bucket's S3 API, such as R2's. Default: AWS itself")
  private URI endpoint;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = BucketLetters.DEFAULT_CLUSTER,
      description = "The Kafka cluster by its name in the bucket. Default: ${DEFAULT-VALUE}")
  private String cluster;

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

  LetterSource open() {
    return bucket == null
        ? new TopicLetters(target(), InstantSource.system())
        : BucketLetters.open(letterBucket(), cluster);
  }

  /// The topic that letters lie on.
  String topic() {
    return topic;
  }

  /// The Kafka to publish to.
  PublishTarget target() {
    return broker.target(data, Optional.empty()).withDeadLetterTopic(topic);
  }

  private LetterBucket letterBucket() {
    try {
      LetterBucket named = LetterBucket.of(bucket);
      LetterBucket at = endpoint == null ? named : named.withEndpoint(endpoint);
      return accessKey == null
          ? at
          : at.withCredentials(new LetterBucket.Credentials(accessKey, secret()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--bucket: " + e.getMessage(), e);
    }
  }

  private String secret() {
    if (secretKey == null) {
      throw new ParameterException(spec.commandLine(), "--access-key needs its --secret-key");
    }
    return secretKey;
  }
}
