package dev.tailrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.audit.Audit;
import dev.tailrace.audit.AuditPlaces;
import dev.tailrace.audit.AuditReport;
import dev.tailrace.audit.StoreNames;
import dev.tailrace.audit.StoreVerdict;
import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.engines.FaultProxy;
import dev.tailrace.engines.FaultProxy.Fate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The audit is tested too: with one fence of the pipeline broken it must find what that leads to,
/// and name the store. Everything else is the pipeline as it is.
final class BrokenFencesIT {
  private static final int EVENTS_PER_SECOND = 300;
  private static final long ENOUGH = 1_500;
  private static final String DELTAS = "tailrace-deltas-changelog";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path temp;

  @Test
  void withoutTokens_writesThatArriveTwice_areFoundInClickHouse() throws Exception {
    AuditReport report =
        audit(
            Map.of(),
            world -> {
              // The first batch of a partition after a start is counted and mended.
              Awaitility.await().atMost(PATIENCE).until(() -> areSinksUnderWay(world));
              FaultProxy proxy = world.proxies().clickHouse();
              // The table remembers no token any more.
              var _ =
                  world
                      .clickHouse()
                      .rows(
                          "ALTER TABLE events MODIFY SETTING"
                              + " non_replicated_deduplication_window = 0");
              proxy.let(
                  line ->
                      // Windows are written without one, and bear being written twice.
                      line.contains("insert_deduplication_token")
                          ? new Fate.DoneTwice()
                          : FaultProxy.PASS);
              Awaitility.await().atMost(PATIENCE).until(() -> hasDoubles(world));
              proxy.let(_ -> FaultProxy.PASS);
            });

    assertRed(report, StoreNames.CLICKHOUSE);
    assertThat(report.store(StoreNames.CLICKHOUSE).duplicated()).isPositive();
  }

  @Test
  void offsetsBeforeTheWrite_andAKill_areFoundInClickHouse() throws Exception {
    AuditReport report =
        audit(
            Map.of("clickhouse/connector.class", HastyConnector.class.getName()),
            world -> {
              StepPlace writing = new StepPlace(DeliveryStep.BATCH_WRITING, "events");
              for (Part sinks : world.sinks()) {
                sinks.arm(writing, Blow.DIES);
              }
              Awaitility.await()
                  .atMost(PATIENCE)
                  .until(() -> world.sinks().stream().noneMatch(part -> part.awaits(writing)));
              var _ = ProcessFaults.kill(World::sinks, 3).inflict(world, new Random(2));
            });

    assertRed(report, StoreNames.CLICKHOUSE);
    assertThat(report.store(StoreNames.CLICKHOUSE).lost()).isPositive();
  }

  @Test
  void droppedSeals_areFoundInClickHouse() throws Exception {
    AuditReport report =
        audit(
            Map.of(
                "clickhouse/transforms",
                "dropSeals",
                "clickhouse/transforms.dropSeals.type",
                "org.apache.kafka.connect.transforms.Filter",
                "clickhouse/transforms.dropSeals.predicate",
                "isSeal",
                "clickhouse/predicates",
                "isSeal",
                "clickhouse/predicates.isSeal.type",
                "org.apache.kafka.connect.transforms.predicates.RecordIsTombstone"),
            _ -> {});

    assertRed(report, StoreNames.CLICKHOUSE);
    assertThat(report.store(StoreNames.CLICKHOUSE).lost()).isPositive();
  }

  @Test
  void lostDeltasOfWindows_areFoundInTheWindows() throws Exception {
    AuditReport report = audit(Map.of(), BrokenFencesIT::loseDeltas);

    assertRed(report, StoreNames.WINDOWS_CLICKHOUSE, StoreNames.WINDOWS_PARQUET);
    StoreVerdict windows = report.store(StoreNames.WINDOWS_CLICKHOUSE);
    assertThat(windows.lost() + windows.differing()).isPositive();
  }

  @Test
  void withoutTheGuardOfVersions_lateMutationsAreFoundInPostgres() throws Exception {
    AuditReport report =
        audit(Map.of("postgres/connector.class", UnguardedConnector.class.getName()), _ -> {});

    assertRed(report, StoreNames.POSTGRES_THINGS, StoreNames.POSTGRES_RELATIONSHIPS);
    assertThat(report.store(StoreNames.POSTGRES_THINGS).differing()).isPositive();
  }

  private static boolean areSinksUnderWay(World world) {
    return world
            .clickHouse()
            .rows(
                "SELECT source_partition FROM events GROUP BY source_partition"
                    + " HAVING uniqExact(pipeline_batch_id) > 1")
            .size()
        == WorldPlaces.PARTITIONS;
  }

  private static boolean hasDoubles(World world) {
    return !world
        .clickHouse()
        .rows("SELECT ulid FROM events GROUP BY ulid HAVING count() > 1 LIMIT 1")
        .isEmpty();
  }

  /// What is done to a world while events flow.
  private interface Harm {
    void to(World world) throws Exception;
  }

  private AuditReport audit(Map<String, String> sinkOverrides, Harm harm) throws Exception {
    try (World world = World.start(temp, sinkOverrides, Machine.plain(), _ -> {});
        EventLoad load = EventLoad.start(world.bootstrapServers(), 7, EVENTS_PER_SECOND)) {
      Awaitility.await().atMost(PATIENCE).until(() -> load.published() >= ENOUGH);
      harm.to(world);
      long now = load.published();
      Awaitility.await().atMost(PATIENCE).until(() -> load.published() >= now + ENOUGH);
      load.pause();
      world.awaitReady();
      return Audit.run(AuditPlaces.of(world.state()).withPatience(Duration.ofSeconds(20)), _ -> {});
    }
  }

  /// Only these stores are wrong, the first of them certainly.
  private static void assertRed(AuditReport report, String first, String... perhaps) {
    Map<String, String> wrong =
        report.stores().stream()
            .filter(verdict -> !verdict.addsUp())
            .collect(Collectors.toMap(StoreVerdict::store, StoreVerdict::toString));
    List<String> allowed = new ArrayList<>(List.of(perhaps));
    allowed.add(first);
    assertThat(wrong).as(report::toString).containsKey(first);
    assertThat(allowed).as(wrong::toString).containsAll(wrong.keySet());
    assertThat(report.store(first).differences()).isNotEmpty();
  }

  /// As if what is noted for the windows were written after the commit: both instances end, and
  /// what they noted and had not handed on is gone.
  private static void loseDeltas(World world) throws InterruptedException, ExecutionException {
    world.topologies().forEach(Part::killAndHold);
    Properties settings = new Properties();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, world.bootstrapServers());
    try (Admin admin = Admin.create(settings)) {
      allowDeletion(admin);
      List<TopicPartition> partitions =
          admin
              .describeTopics(List.of(DELTAS))
              .allTopicNames()
              .get()
              .get(DELTAS)
              .partitions()
              .stream()
              .map(partition -> new TopicPartition(DELTAS, partition.partition()))
              .toList();
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      admin
          .listOffsets(
              partitions.stream().collect(Collectors.toMap(p -> p, _ -> OffsetSpec.latest())))
          .all()
          .get()
          .forEach((at, end) -> all.put(at, RecordsToDelete.beforeOffset(end.offset())));
      admin.deleteRecords(all).all().get();
    } finally {
      world.topologies().forEach(Part::release);
    }
  }

  /// Kafka deletes no records of a topic that is only compacted.
  private static void allowDeletion(Admin admin) throws InterruptedException, ExecutionException {
    Collection<AlterConfigOp> change =
        List.of(
            new AlterConfigOp(
                new ConfigEntry("cleanup.policy", "compact,delete"), AlterConfigOp.OpType.SET));
    admin
        .incrementalAlterConfigs(
            Map.of(new ConfigResource(ConfigResource.Type.TOPIC, DELTAS), change))
        .all()
        .get();
  }
}
