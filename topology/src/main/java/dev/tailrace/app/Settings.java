package dev.tailrace.app;

import dev.tailrace.topology.TopicSetup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Every key under `tailrace.`, with its default. The documentation is made from this list.
final class Settings {
  static final String PREFIX = "tailrace.";

  static final Setting<String> APPLICATION_ID =
      text(
          "tailrace.application.id",
          "tailrace",
          "Name of the application: consumer group, prefix of transactions and of internal topics."
              + " Instances that share the work share it.");
  static final Setting<String> INSTANCE =
      new Setting<>(
          "tailrace.instance",
          "auto",
          "Name of this instance, unique within the application and the same after a restart"
              + " (static membership, transactions, column pipeline_instance). `auto` is the host"
              + " name.",
          Texts::name);

  static final Setting<String> TOPIC_RAW =
      topic("raw", "tail.raw", "Topic of the raw tail events.");
  static final Setting<String> TOPIC_EVENTS =
      topic("events", "events", "Topic of the enriched events, in sealed batches.");
  static final Setting<String> TOPIC_PARTIALS =
      topic(
          "partials",
          "partials",
          "Topic of the partial windows, internal: from the enriching tasks to the merging ones.");
  static final Setting<String> TOPIC_SERVICE_METRICS =
      topic("service-metrics", "service-metrics.hourly", "Topic of the hourly service metrics.");
  static final Setting<String> TOPIC_ERROR_TRENDS =
      topic("error-trends", "error-trends.5min", "Topic of the 5-minute error trends.");
  static final Setting<String> TOPIC_MUTATIONS =
      topic("mutations", "things.mutations", "Topic of the accepted mutations.");
  static final Setting<String> TOPIC_DEAD_LETTERS =
      topic("dead-letters", "tail.dead-letter", "Topic of what cannot be read.");
  static final Setting<TopicSetup.Mode> TOPIC_MODE =
      new Setting<>(
          "tailrace.topics.mode",
          "create",
          "`create` makes missing topics; `check` only says what is wrong and stops.",
          Texts::topicMode);
  static final Setting<Integer> PARTITIONS =
      new Setting<>(
          "tailrace.topics.partitions",
          "6",
          "Partitions of every topic but the dead letters when it is created.",
          Texts::positive);
  static final Setting<Integer> DEAD_LETTER_PARTITIONS =
      new Setting<>(
          "tailrace.topics.dead-letter-partitions",
          "1",
          "Partitions of the dead-letter topic when it is created.",
          Texts::positive);
  static final Setting<Short> REPLICATION =
      new Setting<>(
          "tailrace.topics.replication-factor",
          "-1",
          "Replicas of topics that are created; -1 leaves it to the broker.",
          Texts::replication);
  static final Setting<Duration> RETENTION_RAW =
      duration("tailrace.topics.retention.raw", "7d", "How long a new raw topic keeps records.");
  static final Setting<Duration> RETENTION_EVENTS =
      duration(
          "tailrace.topics.retention.events", "7d", "How long a new events topic keeps records.");
  static final Setting<Duration> RETENTION_PARTIALS =
      duration(
          "tailrace.topics.retention.partials",
          "1d",
          "How long a new topic of partial windows keeps records.");
  static final Setting<Duration> RETENTION_WINDOWS =
      duration(
          "tailrace.topics.retention.windows",
          "30d",
          "How long new topics of windows keep records; of one window the newest is kept until"
              + " then.");
  static final Setting<Duration> RETENTION_MUTATIONS =
      duration(
          "tailrace.topics.retention.mutations",
          "30d",
          "How long a new mutation topic keeps records.");
  static final Setting<Duration> RETENTION_DEAD_LETTERS =
      duration(
          "tailrace.topics.retention.dead-letters",
          "30d",
          "How long a new dead-letter topic keeps records.");

  static final Setting<Integer> BATCH_ROWS =
      new Setting<>(
          "tailrace.batch.max-rows", "50000", "Rows at which a batch ends.", Texts::positive);
  static final Setting<Long> BATCH_BYTES =
      new Setting<>(
          "tailrace.batch.max-bytes",
          "16MB",
          "Estimated encoded size at which a batch ends.",
          Texts::size);
  static final Setting<Optional<Duration>> BATCH_AGE =
      new Setting<>(
          "tailrace.batch.max-age",
          "auto",
          "Age at which a batch is sealed. `auto` is max(0.5 s, 0.1 s × partitions), so that a"
              + " store sees at most about ten inserts a second at rest.",
          Texts::durationOrAuto);
  static final Setting<Duration> BATCH_AGE_BEHIND =
      duration(
          "tailrace.batch.max-age-behind",
          "2s",
          "That age where the batch's first event was published longer ago than this: the partition"
              + " is behind, and fewer, larger inserts help it to catch up. `max-age` counts when"
              + " it is longer.");
  static final Setting<Duration> BATCH_TICK =
      duration(
          "tailrace.batch.tick-interval",
          "10s",
          "Distance of the seal-only ticks that follow the last data.");
  static final Setting<Duration> BATCH_ROLL =
      duration(
          "tailrace.batch.roll-interval",
          "5m",
          "Ticks go on for this long after the last data; at least the time slot of the files"
              + " that sinks write.");

  static final Setting<Duration> WINDOW_GRACE =
      duration(
          "tailrace.windows.grace",
          "24h",
          "How much later than a window's end an event may be captured without being late; that"
              + " long the state of a window is kept. Later events are counted all the same, in a"
              + " row of their own that is marked incomplete.");
  static final Setting<Duration> WINDOW_LINGER =
      duration(
          "tailrace.windows.linger",
          "10m",
          "How long the row of a late event takes up further ones of its window.");
  static final Setting<Duration> WINDOW_UPDATE =
      duration(
          "tailrace.windows.update-interval",
          "1s",
          "Least distance of two versions of a window; also how long its events are gathered.");

  static final Setting<Long> DEAD_LETTER_CONSECUTIVE =
      new Setting<>(
          "tailrace.dead-letter.max-consecutive",
          "1000",
          "Refused records in a row that one partition bears; at the next one the application"
              + " stops.",
          Texts::notNegative);
  static final Setting<Double> DEAD_LETTER_RATIO =
      new Setting<>(
          "tailrace.dead-letter.max-ratio",
          "0.25",
          "Share of refused records that one partition bears within a window (0 to 1).",
          Texts::ratio);
  static final Setting<Integer> DEAD_LETTER_WINDOW =
      new Setting<>(
          "tailrace.dead-letter.ratio-window",
          "10000",
          "Records of one partition that make a window.",
          Texts::positive);

  static final Setting<String> SERIALIZER =
      text(
          "tailrace.serde.serializer.class",
          "dev.tailrace.serde.AvroSerializer",
          "Class that writes Avro values: a Kafka Serializer that accepts any IndexedRecord, such"
              + " as io.confluent.kafka.serializers.KafkaAvroSerializer.");
  static final Setting<String> DESERIALIZER =
      text(
          "tailrace.serde.deserializer.class",
          "dev.tailrace.serde.AvroDeserializer",
          "Class that reads the framed Avro of typed producers: a Kafka Deserializer.");

  static final Setting<String> HTTP_HOST =
      text(
          "tailrace.http.host",
          "127.0.0.1",
          "Address on which `/health/live`, `/health/ready` and `/metrics` are served; `0.0.0.0`"
              + " for all, as in a container.");
  static final Setting<OptionalInt> HTTP_PORT =
      new Setting<>(
          "tailrace.http.port",
          "8080",
          "Port of health and metrics; 0 takes any free one, `off` serves nothing.",
          Texts::portOrOff);
  static final Setting<Duration> POLL_LIMIT =
      duration(
          "tailrace.health.poll-limit",
          "2m",
          "When a stream thread has not asked for records for so long, `/health/live` says that it"
              + " hangs. Waiting for brokers takes a minute at most (`max.block.ms`); a registry"
              + " that takes requests and answers none can hold a thread for longer.");
  static final Setting<LogFormat> LOG_FORMAT =
      new Setting<>(
          "tailrace.log.format",
          "text",
          "`text`, or `json` for one object per line. Only for the topology as a process of its"
              + " own, and only if Logback has no configuration file.",
          Texts::logFormat);

  static final List<Setting<?>> ALL =
      List.of(
          APPLICATION_ID,
          INSTANCE,
          TOPIC_RAW,
          TOPIC_EVENTS,
          TOPIC_PARTIALS,
          TOPIC_SERVICE_METRICS,
          TOPIC_ERROR_TRENDS,
          TOPIC_MUTATIONS,
          TOPIC_DEAD_LETTERS,
          TOPIC_MODE,
          PARTITIONS,
          DEAD_LETTER_PARTITIONS,
          REPLICATION,
          RETENTION_RAW,
          RETENTION_EVENTS,
          RETENTION_PARTIALS,
          RETENTION_WINDOWS,
          RETENTION_MUTATIONS,
          RETENTION_DEAD_LETTERS,
          BATCH_ROWS,
          BATCH_BYTES,
          BATCH_AGE,
          BATCH_AGE_BEHIND,
          BATCH_TICK,
          BATCH_ROLL,
          WINDOW_GRACE,
          WINDOW_LINGER,
          WINDOW_UPDATE,
          DEAD_LETTER_CONSECUTIVE,
          DEAD_LETTER_RATIO,
          DEAD_LETTER_WINDOW,
          SERIALIZER,
          DESERIALIZER,
          HTTP_HOST,
          HTTP_PORT,
          POLL_LIMIT,
          LOG_FORMAT);

  private Settings() {}

  private static Setting<String> text(String key, String fallback, String description) {
    return new Setting<>(key, fallback, description, Texts::notEmpty);
  }

  private static Setting<String> topic(String role, String fallback, String description) {
    return new Setting<>("tailrace.topics." + role, fallback, description, Texts::name);
  }

  private static Setting<Duration> duration(String key, String fallback, String description) {
    return new Setting<>(key, fallback, description, Texts::duration);
  }
}
