package dev.tailrace.stack;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.engines.S3Server;
import dev.tailrace.lake.CatalogAddress;
import dev.tailrace.lake.LakePlaces;
import dev.tailrace.postgres.PostgresAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Where a running stack listens, as other commands read it from `stack.json` in the data
/// directory.
///
/// The file is written when the stack is ready and removed when it stops. After a crash it may be
/// left behind, so a reader is given a state only while its process lives.
///
/// @param pid process id of the stack's JVM
/// @param clickHousePid process id of the ClickHouse engine; 0 when the stack uses a server of the
///     user's own
/// @param postgresUrl JDBC URL without a password; empty when a build without Postgres wrote it
/// @param postgresPid process id of the Postgres server; 0 when the stack uses a server of the
///     user's own
/// @param topologyUrl where the topology serves health and metrics; empty when it does not
public record StackState(
    long pid,
    String bootstrapServers,
    String registryUrl,
    String clickHouseUrl,
    long clickHousePid,
    String connectUrl,
    String s3Url,
    String icebergUrl,
    String postgresUrl,
    long postgresPid,
    String topologyUrl) {
  private static final String FILE_NAME = "stack.json";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public StackState {
    postgresUrl = postgresUrl == null ? "" : postgresUrl;
    topologyUrl = topologyUrl == null ? "" : topologyUrl;
  }

  /// The state of the stack that runs on this data directory, or empty when none does.
  public static Optional<StackState> read(Path dataDirectory) {
    Path file = dataDirectory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      StackState state = JSON.readValue(file.toFile(), StackState.class);
      return ProcessHandle.of(state.pid).filter(ProcessHandle::isAlive).map(_ -> state);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read "
              + file
              + ", which says where the stack listens; remove it if no stack runs",
          e);
    }
  }

  /// The stack's buckets and catalog.
  public LakePlaces lakePlaces() {
    var own = new BucketAddress.Credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    URI endpoint = URI.create(s3Url);
    return new LakePlaces(
        Optional.of(
            BucketAddress.of("s3://" + Lake.BUCKET).withEndpoint(endpoint).withCredentials(own)),
        Optional.of(
            BucketAddress.of("s3://" + Lake.ERRORS_BUCKET)
                .withEndpoint(endpoint)
                .withCredentials(own)),
        Optional.of(CatalogAddress.of(URI.create(icebergUrl))));
  }

  /// The stack's Postgres.
  ///
  /// @param user of a server of the user's own; the one that comes with the stack has its own
  public Optional<PostgresAddress> postgres(String user, String password) {
    if (postgresUrl.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        postgresPid == 0
            ? new PostgresAddress(postgresUrl, user, password)
            : new PostgresAddress(postgresUrl, PostgresServer.SUPERUSER, PostgresServer.SUPERUSER));
  }

  StackState withClickHousePid(long newPid) {
    return new StackState(
        pid,
        bootstrapServers,
        registryUrl,
        clickHouseUrl,
        newPid,
        connectUrl,
        s3Url,
        icebergUrl,
        postgresUrl,
        postgresPid,
        topologyUrl);
  }

  StackState withPostgresPid(long newPid) {
    return new StackState(
        pid,
        bootstrapServers,
        registryUrl,
        clickHouseUrl,
        clickHousePid,
        connectUrl,
        s3Url,
        icebergUrl,
        postgresUrl,
        newPid,
        topologyUrl);
  }

  void write(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve(FILE_NAME);
    Path fresh = dataDirectory.resolve(FILE_NAME + ".new");
    JSON.writeValue(fresh.toFile(), this);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static void remove(Path dataDirectory) throws IOException {
    Files.deleteIfExists(dataDirectory.resolve(FILE_NAME));
  }
}
