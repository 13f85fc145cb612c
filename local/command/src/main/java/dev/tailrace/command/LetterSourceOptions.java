package dev.tailrace.command;

import dev.tailrace.letters.BucketLetters;
import dev.tailrace.letters.LetterSource;
import dev.tailrace.letters.TopicLetters;
import dev.tailrace.produce.PublishTarget;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Where dead letters are read from.
final class LetterSourceOptions {
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

  @Mixin private BucketAccessOptions access;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = BucketLetters.DEFAULT_CLUSTER,
      description = "The Kafka cluster by its name in the bucket. Default: ${DEFAULT-VALUE}")
  private String cluster;

  LetterSource open() {
    return bucket == null
        ? new TopicLetters(target(), InstantSource.system())
        : BucketLetters.open(access.to("--bucket", bucket), cluster);
  }

  /// The topic that letters lie on.
  String topic() {
    return topic;
  }

  /// The Kafka to publish to.
  PublishTarget target() {
    return broker.target(data, Optional.empty()).withDeadLetterTopic(topic);
  }
}
