package dev.tailrace.engines;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the registration that a killed broker left in the metadata, before it starts again.
///
/// Without that a broker begins with the metadata of its former life: it leads its partitions, and
/// its transaction coordinator sends the markers that are due to the address it had. When the
/// controller then ends the former life, the partitions have no leader for a moment; a marker that
/// failed to be sent in that very moment is taken for one to a deleted topic, the transaction
/// counts as complete, and its records stay undecided for good
/// (`KRaftMetadataCache.getPartitionLeaderEndpoint` of Kafka 4.3 answers "no such partition" where
/// there is no leader). Then nothing reads on behind them. So a controller alone runs first, for as
/// long as it takes to find that the broker is not there. The broker's own start then has not to
/// wait for that.
final class FormerRegistration {
  private static final Logger log = LoggerFactory.getLogger(FormerRegistration.class);

  /// Written when the logs are closed, and removed when they are opened.
  private static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

  private static final String METADATA_LOG = "__cluster_metadata-0";
  private static final Duration SESSION = Duration.ofMillis(200);
  private static final Duration BOUND = Duration.ofSeconds(30);

  private FormerRegistration() {}

  /// Returns when no broker counts as running on the directory; at once after a clean end.
  ///
  /// @throws EngineException when the controller does not start or does not get there
  static void end(Path dataDirectory) {
    end(dataDirectory, SESSION);
  }

  /// @param session how long the former life is given to show itself
  static void end(Path dataDirectory, Duration session) {
    if (!Files.isDirectory(dataDirectory.resolve(METADATA_LOG))
        || Files.exists(dataDirectory.resolve(CLEAN_SHUTDOWN))) {
      return;
    }
    Properties properties =
        BrokerProperties.ofControllerAlone(dataDirectory, LoopbackPort.anyFree(), session);
    KafkaRaftServer controller =
        new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    Fenced fenced = new Fenced();
    try {
      controller.startup();
      shared(controller).loader().installPublishers(List.of(fenced)).get();
      fenced.reached.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | ReflectiveOperationException e) {
      throw new EngineException(
          "Kafka on %s was killed, and its former life could not be ended: %s"
              .formatted(dataDirectory, e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while Kafka's former life was ended", e);
    } finally {
      controller.shutdown();
      controller.awaitShutdown();
    }
    log.debug("the former life of Kafka on {} is over", dataDirectory);
  }

  /// What controller and broker share, which the server does not show.
  private static SharedServer shared(KafkaRaftServer server) throws ReflectiveOperationException {
    Field field = KafkaRaftServer.class.getDeclaredField("sharedServer");
    field.setAccessible(true);
    return (SharedServer) field.get(server);
  }

  /// Sees the metadata as the controller writes it.
  private static final class Fenced implements MetadataPublisher {
    private final CompletableFuture<Void> reached = new CompletableFuture<>();

    @Override
    public String name() {
      return "FormerRegistration";
    }

    @Override
    public void onMetadataUpdate(
        MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
      BrokerRegistration former = image.cluster().broker(BrokerProperties.NODE_ID);
      boolean leads =
          image.topics().topicsById().values().stream()
              .flatMap(topic -> topic.partitions().values().stream())
              .anyMatch(partition -> partition.leader == BrokerProperties.NODE_ID);
      if (!leads && (former == null || former.fenced())) {
        reached.complete(null);
      }
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
