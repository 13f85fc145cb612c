package dev.tailrace.faults;

import dev.tailrace.engines.FaultProxy.Fate;
import dev.tailrace.engines.TcpFaultProxy;
import java.time.Duration;
import java.util.List;

/// All kinds of faults, in the order in which they are inflicted.
final class FaultKinds {
  private static final int SERVER_ERROR = 500;
  private static final int MANY = 40;
  private static final Duration SLOW = Duration.ofSeconds(3);

  private FaultKinds() {}

  /// What a build has time for: every step once, and the likeliest of the others.
  static FaultKind few() {
    List<Fault> faults =
        List.of(
            new StepFaults(Blow.FAILS),
            NetworkFaults.http(Fate.DoneButDropped::new, 1),
            NetworkFaults.http(() -> new Fate.DoneButAnswer(SERVER_ERROR), 1),
            NetworkFaults.http(Fate.DoneTwice::new, 1),
            NetworkFaults.http(Fate.ResetInBody::new, 1),
            NetworkFaults.postgres(TcpFaultProxy::dropNextCommit, 1),
            ProcessFaults.killEngine(World::clickHousePid, 1),
            ProcessFaults.killEngine(World::postgresPid, 1),
            ProcessFaults.kill(world -> List.of(world.broker()), 1));
    return new FaultKind(
        "few",
        "every step, some writes, every server",
        (world, random) -> {
          int all = 0;
          for (Fault fault : faults) {
            all += fault.inflict(world, random);
          }
          return all;
        });
  }

  /// Everything there is.
  static List<FaultKind> all() {
    return List.of(
        new FaultKind(
            "step-dies", "process ends at a step of the protocol", new StepFaults(Blow.DIES)),
        new FaultKind("step-fails", "step of the protocol fails", new StepFaults(Blow.FAILS)),
        new FaultKind(
            "kill-topology",
            "kill -9 of a topology instance",
            ProcessFaults.kill(World::topologies, 6)),
        new FaultKind(
            "kill-sinks", "kill -9 of a worker with sinks", ProcessFaults.kill(World::sinks, 6)),
        new FaultKind(
            "kill-broker",
            "kill -9 of the broker",
            ProcessFaults.kill(world -> List.of(world.broker()), 3)),
        new FaultKind(
            "kill-services",
            "kill -9 of registry, S3 and Iceberg catalog",
            ProcessFaults.kill(world -> List.of(world.services()), 4)),
        new FaultKind(
            "kill-clickhouse",
            "kill -9 of ClickHouse",
            ProcessFaults.killEngine(World::clickHousePid, 5)),
        new FaultKind(
            "kill-postgres",
            "kill -9 of Postgres",
            ProcessFaults.killEngine(World::postgresPid, 5)),
        new FaultKind(
            "zombie-topology",
            "SIGSTOP of a topology instance until another took over, then SIGCONT",
            ProcessFaults.freeze(World::topologies, 2)),
        new FaultKind(
            "zombie-sinks",
            "SIGSTOP of a worker until another took over, then SIGCONT",
            ProcessFaults.freeze(World::sinks, 2)),
        new FaultKind(
            "rebalance-topology",
            "topology instance leaves and comes back",
            ProcessFaults.rebalance(World::topologies, 1)),
        new FaultKind(
            "rebalance-sinks",
            "worker leaves and comes back",
            ProcessFaults.rebalance(World::sinks, 1)),
        new FaultKind(
            "lost-answer",
            "write applied, its answer lost (ClickHouse, S3, catalog)",
            NetworkFaults.http(Fate.DoneButDropped::new, MANY)),
        new FaultKind(
            "error-after-write",
            "write applied, answered 500 (ClickHouse, S3, catalog)",
            NetworkFaults.http(() -> new Fate.DoneButAnswer(SERVER_ERROR), MANY)),
        new FaultKind(
            "write-twice",
            "write arrives twice, as a proxy that tries again does it",
            NetworkFaults.http(Fate.DoneTwice::new, MANY)),
        new FaultKind(
            "error",
            "write refused with 500 (ClickHouse, S3, catalog)",
            NetworkFaults.http(() -> new Fate.Answer(SERVER_ERROR), MANY)),
        new FaultKind(
            "reset-in-body",
            "connection reset in the middle of a write (ClickHouse, S3, catalog)",
            NetworkFaults.http(Fate.ResetInBody::new, MANY)),
        new FaultKind(
            "answer-cut",
            "write applied, connection reset in the middle of the answer",
            NetworkFaults.http(Fate.AnswerCut::new, MANY)),
        new FaultKind(
            "slow-answer",
            "write applied, answered seconds later",
            NetworkFaults.http(() -> new Fate.Delayed(SLOW), 2)),
        new FaultKind(
            "lost-commit",
            "Postgres committed, its answer lost",
            NetworkFaults.postgres(TcpFaultProxy::dropNextCommit, MANY)),
        new FaultKind(
            "refused-commit",
            "connection to Postgres reset before its COMMIT",
            NetworkFaults.postgres(TcpFaultProxy::refuseNextCommit, MANY)),
        new FaultKind(
            "stalled-postgres",
            "nothing passes to or from Postgres for seconds",
            NetworkFaults.postgres(proxy -> proxy.stall(SLOW), 2)),
        new FaultKind(
            "full-disk-s3",
            "the disk of the S3 server is full",
            MachineFaults.diskFull("objects", 2)),
        new FaultKind(
            "full-disk-clickhouse",
            "the disk of ClickHouse is full",
            MachineFaults.diskFull("clickhouse", 2)),
        new FaultKind(
            "full-disk-postgres",
            "the disk of Postgres is full",
            MachineFaults.diskFull("postgres", 2)),
        new FaultKind(
            "clock-topology",
            "clock of a topology instance jumps by up to three hours, and back",
            MachineFaults.clockJumps(World::topologies, Duration.ofHours(3), 2)),
        new FaultKind(
            "clock-sinks",
            "clock of a worker jumps by up to 50 s, and back",
            MachineFaults.clockJumps(World::sinks, Duration.ofSeconds(50), 2)));
  }
}
