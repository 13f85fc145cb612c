package dev.tailrace.audit;

import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.engines.S3Server;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.stack.StackState;
import dev.tailrace.topology.TopicNames;
import java.time.Duration;
import java.util.Map;

/// Where everything is that the audit reads.
///
/// @param database of ClickHouse, with Tailrace's tables
/// @param bucket of Parquet files
/// @param errorsBucket of dead letters
/// @param catalog properties of the Iceberg REST catalog
/// @param namespace of the tables in it
/// @param sourceName what the R2 sink calls the Kafka cluster in the keys of its files
/// @param groups the consumer groups that tell how far the pipeline has come
/// @param patience how long to wait for a pipeline that has not come as far as the raw topic
public record AuditPlaces(
    String bootstrapServers,
    String registryUrl,
    Endpoint clickHouse,
    String database,
    PostgresAddress postgres,
    BucketAddress bucket,
    BucketAddress errorsBucket,
    Map<String, String> catalog,
    String namespace,
    String sourceName,
    TopicNames topics,
    Groups groups,
    Duration patience) {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /// Consumer groups: the topology's, and those of the connectors.
  public record Groups(
      String topology,
      String clickHouse,
      String windows,
      String postgres,
      String files,
      String letters) {
    /// As the stack's connectors are called.
    public static final Groups OF_STACK =
        new Groups(
            "tailrace",
            "connect-clickhouse",
            "connect-clickhouse-windows",
            "connect-postgres",
            "connect-r2",
            "connect-r2-dead-letters");
  }

  public AuditPlaces {
    catalog = Map.copyOf(catalog);
  }

  /// The places of a running stack with the engines that come with it.
  ///
  /// @throws AuditException when the stack is of a build without Postgres
  public static AuditPlaces of(StackState state) {
    return of(
        state,
        Endpoint.of(state.clickHouseUrl()),
        "default",
        state
            .postgres("", "")
            .orElseThrow(
                () ->
                    new AuditException(
                        "the stack has no Postgres: start it again with this build")));
  }

  /// The places of a running stack, of which some engines are the user's own.
  ///
  /// @param database of ClickHouse
  public static AuditPlaces of(
      StackState state, Endpoint clickHouse, String database, PostgresAddress postgres) {
    return new AuditPlaces(
        state.bootstrapServers(),
        state.registryUrl(),
        clickHouse,
        database,
        postgres,
        state.lakePlaces().bucket().orElseThrow(),
        state.lakePlaces().errorsBucket().orElseThrow(),
        Map.of(
            "uri",
            state.icebergUrl(),
            "io-impl",
            "org.apache.iceberg.aws.s3.S3FileIO",
            "http-client.type",
            "apache",
            "client.region",
            S3Server.REGION,
            "s3.endpoint",
            state.s3Url(),
            "s3.path-style-access",
            "true",
            "s3.access-key-id",
            S3Server.ACCESS_KEY,
            "s3.secret-access-key",
            S3Server.SECRET_KEY),
        "tailrace",
        "kafka",
        TopicNames.DEFAULT,
        Groups.OF_STACK,
        PATIENCE);
  }

  /// The same places with another patience.
  public AuditPlaces withPatience(Duration other) {
    return new AuditPlaces(
        bootstrapServers,
        registryUrl,
        clickHouse,
        database,
        postgres,
        bucket,
        errorsBucket,
        catalog,
        namespace,
        sourceName,
        topics,
        groups,
        other);
  }
}
