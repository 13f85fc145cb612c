package dev.tailrace.stack;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo.TaskState;
import org.apache.kafka.connect.util.ConnectorTaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Restarts failed sink tasks, which Connect leaves failed for good.
///
/// The pause doubles from one second to a minute while a task keeps failing, so a sink that stopped
/// for a missing table goes on by itself once the table is there.
public final class SinkWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkWatch.class);
  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final ConnectWorker worker;
  private final List<String> connectors;
  private final Duration longestPause;
  private final InstantSource clock;
  private final Map<ConnectorTaskId, Pause> pauses = new HashMap<>();
  private final AtomicReference<Failure> failure = new AtomicReference<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sink-watch").factory());

  /// Why a sink does not deliver, and since when.
  public record Failure(String reason, Instant since) {}

  private record Pause(Duration length, Instant until) {}

  /// Watches until it is closed.
  public SinkWatch(ConnectWorker worker, Collection<String> connectors, InstantSource clock) {
    this(worker, connectors, LONGEST_PAUSE, clock);
  }

  /// As [#SinkWatch(ConnectWorker, Collection, InstantSource)].
  ///
  /// @param longestPause no restart of a task waits longer
  public SinkWatch(
      ConnectWorker worker,
      Collection<String> connectors,
      Duration longestPause,
      InstantSource clock) {
    this.worker = worker;
    this.connectors = List.copyOf(connectors);
    this.longestPause = longestPause;
    this.clock = clock;
    var _ =
        scheduler.scheduleWithFixedDelay(
            this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// The failure of a sink that does not deliver at the moment.
  public Optional<Failure> failure() {
    return Optional.ofNullable(failure.get());
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }

  private void look() {
    try {
      Optional<String> reason = Optional.empty();
      for (String connector : connectors) {
        Optional<String> found = look(connector);
        reason = reason.or(() -> found);
      }
      note(reason);
    } catch (RuntimeException e) {
      LOG.warn("cannot look after the tasks of {}: {}", connectors, e.getMessage());
    }
  }

  /// Why a connector's tasks do not deliver.
  private Optional<String> look(String connector) {
    Optional<String> reason = Optional.empty();
    for (TaskState task : worker.tasks(connector)) {
      if ("FAILED".equals(task.state())) {
        reason = Optional.of(rootMessage(task.trace()));
        restartWhenDue(new ConnectorTaskId(connector, task.id()), reason.get());
      }
    }
    return reason;
  }

  /// A failure is over once the task has run for longer than its last pause.
  private void note(Optional<String> reason) {
    Instant now = clock.instant();
    reason.ifPresent(
        why ->
            failure.updateAndGet(
                known -> known == null ? new Failure(why, now) : new Failure(why, known.since())));
    boolean settled = pauses.values().stream().allMatch(pause -> settledBy(pause, now));
    if (reason.isEmpty() && settled) {
      pauses.clear();
      failure.set(null);
    }
  }

  private static boolean settledBy(Pause pause, Instant now) {
    return now.isAfter(pause.until().plus(pause.length()));
  }

  private void restartWhenDue(ConnectorTaskId task, String reason) {
    Instant now = clock.instant();
    Pause pause = pauses.get(task);
    if (pause == null) {
      LOG.error("sink {} stopped: {}", task.connector(), reason);
      pauses.put(task, new Pause(SHORTEST_PAUSE, now.plus(SHORTEST_PAUSE)));
    } else if (now.isAfter(pause.until())) {
      Duration doubled = pause.length().multipliedBy(2);
      Duration next = doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
      pauses.put(task, new Pause(next, now.plus(next)));
      worker.restartTask(task.connector(), task.task());
    }
  }

  /// The message of the innermost exception in a stack trace as Connect prints it.
  static String rootMessage(String trace) {
    String message = trace.lines().findFirst().orElse("");
    for (String line : trace.lines().toList()) {
      if (line.startsWith("Caused by: ")) {
        message = line.substring("Caused by: ".length());
      }
    }
    int colon = message.indexOf(": ");
    return colon < 0 ? message : message.substring(colon + 2);
  }
}
