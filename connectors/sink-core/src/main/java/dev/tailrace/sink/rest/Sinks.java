package dev.tailrace.sink.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.health.AbstractState;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;

/// Tailrace's connectors among those of the cluster, and what they do. Thread-safe.
final class Sinks {
  private static final String OURS = "dev.tailrace.";
  private static final String RUNNING = "RUNNING";

  /// What an operator asked for counts as well.
  private static final Set<String> AS_WANTED = Set.of(RUNNING, "PAUSED", "STOPPED");

  private final ConnectClusterState cluster;

  Sinks(ConnectClusterState cluster) {
    this.cluster = cluster;
  }

  /// Tasks of each connector by their states, in small letters.
  Map<String, Map<String, Integer>> tasks() {
    Map<String, Map<String, Integer>> tasks = new TreeMap<>();
    health()
        .forEach(
            (name, health) -> {
              Map<String, Integer> states = new TreeMap<>();
              health
                  .tasksState()
                  .values()
                  .forEach(
                      task -> states.merge(task.state().toLowerCase(Locale.ROOT), 1, Integer::sum));
              tasks.put(name, states);
            });
    return tasks;
  }

  /// One sentence for each connector or task that does not do what it should.
  List<String> hindrances() {
    List<String> hindrances = new ArrayList<>();
    health()
        .forEach(
            (name, health) -> {
              note(hindrances, "connector " + name, health.connectorState());
              if (health.connectorState().state().equals(RUNNING)
                  && health.tasksState().isEmpty()) {
                hindrances.add("connector " + name + " has no task yet");
              }
              health
                  .tasksState()
                  .forEach(
                      (task, state) ->
                          note(hindrances, "task " + task + " of connector " + name, state));
            });
    return hindrances;
  }

  private static void note(List<String> hindrances, String what, AbstractState state) {
    if (!AS_WANTED.contains(state.state())) {
      String trace = state.traceMessage();
      hindrances.add(
          what
              + " is "
              + state.state()
              + (trace == null || trace.isBlank()
                  ? ""
                  : ": " + trace.lines().findFirst().orElse("")));
    }
  }

  private Map<String, ConnectorHealth> health() {
    Map<String, ConnectorHealth> ours = new TreeMap<>();
    for (String name : new TreeSet<>(cluster.connectors())) {
      try {
        if (String.valueOf(cluster.connectorConfig(name).get("connector.class")).startsWith(OURS)) {
          ours.put(name, cluster.connectorHealth(name));
        }
      } catch (ConnectException _) {
        // It was deleted just now, which is no news; a herder that does not answer fails the call
        // for the names.
      }
    }
    return ours;
  }
}
