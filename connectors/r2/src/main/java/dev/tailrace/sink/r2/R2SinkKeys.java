package dev.tailrace.sink.r2;

import dev.tailrace.sink.FailureSettings;
import dev.tailrace.sink.parquet.ParquetSettings;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/// The keys of [R2SinkConnector] with their defaults and what they mean; docs/r2.md lists them.
final class R2SinkKeys {
  static final String ENDPOINT = "s3.endpoint";
  static final String REGION = "s3.region";
  static final String BUCKET = "s3.bucket";
  static final String ERRORS_BUCKET = "s3.errors.bucket";
  static final String PREFIX = "s3.prefix";
  static final String ACCESS_KEY = "s3.access.key";
  static final String SECRET_KEY = "s3.secret.key";
  static final String TIMEOUT_MS = "s3.timeout.ms";
  static final String PART_BYTES = "s3.part.bytes";
  static final String SOURCE = "source.name";
  static final String EVENTS_TOPIC = "topic.events";
  static final String LETTERS_TOPIC = "topic.dead.letters";
  static final String DIRECTORIES = "directories";
  static final String ROLL_INTERVAL_MS = "roll.interval.ms";
  static final String IDLE_GRACE_MS = "roll.idle.grace.ms";
  static final String FILE_MAX_ROWS = "file.max.rows";
  static final String ROW_GROUP_ROWS = "file.row.group.rows";
  static final String ZSTD_LEVEL = "file.zstd.level";
  static final String BACKLOG_BYTES = "backlog.max.bytes";
  static final String NAMESPACE = "iceberg.namespace";
  static final String COMMIT_INTERVAL_MS = "iceberg.commit.interval.ms";

  /// What follows it is a property of Iceberg's REST catalog. Without a `uri` there is no table.
  static final String CATALOG_PREFIX = "iceberg.catalog.";

  /// What follows it is a key of the registry client.
  static final String REGISTRY_PREFIX = "registry.";

  private static final long MIB = 1L << 20;

  static final ConfigDef DEFINITION =
      FailureSettings.define(tables(files(topics(bucket(new ConfigDef())))));

  private R2SinkKeys() {}

  private static ConfigDef bucket(ConfigDef definition) {
    return definition
        .define(
            ENDPOINT,
            ConfigDef.Type.STRING,
            "",
            Importance.HIGH,
            "Base URL of the S3 API, such as https://ACCOUNT.r2.cloudflarestorage.com; empty for"
                + " AWS.")
        .define(
            REGION,
            ConfigDef.Type.STRING,
            "auto",
            Importance.MEDIUM,
            "Region of the bucket; auto for R2.")
        .define(
            BUCKET,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            Importance.HIGH,
            "Bucket for Parquet files.")
        .define(
            ERRORS_BUCKET,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "Bucket for dead letters; empty for the same one.")
        .define(
            PREFIX,
            ConfigDef.Type.STRING,
            "",
            Importance.MEDIUM,
            "What every key begins with. A change begins a new set of files.")
        .define(
            ACCESS_KEY,
            ConfigDef.Type.STRING,
            "",
            Importance.HIGH,
            "Access key id; empty for the standard chain of the AWS SDK (environment, profile,"
                + " role).")
        .define(SECRET_KEY, ConfigDef.Type.PASSWORD, "", Importance.HIGH, "Secret access key.")
        .define(
            TIMEOUT_MS,
            ConfigDef.Type.LONG,
            30_000L,
            Range.atLeast(1),
            Importance.LOW,
            "How long one try of a call may take.")
        .define(
            PART_BYTES,
            ConfigDef.Type.INT,
            (int) (8 * MIB),
            Range.between(5 * MIB, 1024 * MIB),
            Importance.LOW,
            "Larger objects go up in parts of this size, one of which is held in memory for each"
                + " open file.");
  }

  private static ConfigDef topics(ConfigDef definition) {
    return definition
        .define(
            SOURCE,
            ConfigDef.Type.STRING,
            "kafka",
            Importance.MEDIUM,
            "Name of the Kafka cluster, in keys and in the progress of tables. Give a cluster that"
                + " begins its offsets anew a new name.")
        .define(
            EVENTS_TOPIC,
            ConfigDef.Type.STRING,
            "events",
            Importance.LOW,
            "Topic of sealed batches of events.")
        .define(
            LETTERS_TOPIC,
            ConfigDef.Type.STRING,
            "tail.dead-letter",
            Importance.LOW,
            "Topic of dead letters, which are kept as they are.")
        .define(
            DIRECTORIES,
            ConfigDef.Type.LIST,
            "",
            Importance.LOW,
            "Directories, and tables, by topic, as topic=directory.");
  }

  private static ConfigDef files(ConfigDef definition) {
    return definition
        .define(
            ROLL_INTERVAL_MS,
            ConfigDef.Type.LONG,
            300_000L,
            Range.between(1_000, 86_400_000),
            Importance.MEDIUM,
            "Length of the slots of time that a file never spans; must divide a day.")
        .define(
            IDLE_GRACE_MS,
            ConfigDef.Type.LONG,
            12_000L,
            Range.atLeast(0),
            Importance.LOW,
            "How long after the end of a slot its files are ended when no record says that it is"
                + " over.")
        .define(
            FILE_MAX_ROWS,
            ConfigDef.Type.INT,
            1_000_000,
            Range.atLeast(1),
            Importance.LOW,
            "Rows of the largest file.")
        .define(
            ROW_GROUP_ROWS,
            ConfigDef.Type.INT,
            ParquetSettings.DEFAULT.rowGroupRows(),
            Range.atLeast(1),
            Importance.LOW,
            "Rows of a row group: what is held in memory, compressed, for each open file.")
        .define(
            ZSTD_LEVEL,
            ConfigDef.Type.INT,
            ParquetSettings.DEFAULT.zstdLevel(),
            Range.between(1, 22),
            Importance.LOW,
            "Level of Zstandard.")
        .define(
            BACKLOG_BYTES,
            ConfigDef.Type.LONG,
            64 * MIB,
            Range.atLeast(1),
            Importance.LOW,
            "Bytes of records that may wait before the task pauses reading.");
  }

  private static ConfigDef tables(ConfigDef definition) {
    return definition
        .define(
            NAMESPACE,
            ConfigDef.Type.STRING,
            "tailrace",
            Importance.MEDIUM,
            "Namespace of the tables. The catalog itself is set by "
                + CATALOG_PREFIX
                + "uri, "
                + CATALOG_PREFIX
                + "warehouse, "
                + CATALOG_PREFIX
                + "token and whatever else Iceberg's REST catalog takes; without a uri files are"
                + " written and no table.")
        .define(
            COMMIT_INTERVAL_MS,
            ConfigDef.Type.LONG,
            60_000L,
            Range.atLeast(100),
            Importance.MEDIUM,
            "Least time between two commits of a task to a table.");
  }
}
