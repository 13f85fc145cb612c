package dev.tailrace.doctor;

import dev.tailrace.app.ClusterLook;
import dev.tailrace.app.TailraceConfig;
import dev.tailrace.topology.TopicSetup;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/// The brokers and topics, as the topology would find them at its start.
public final class KafkaLook {
  private static final String SUBJECT = "kafka";

  private final Findings findings;

  public KafkaLook(Findings findings) {
    this.findings = findings;
  }

  /// Looks at brokers, topics and the group.
  ///
  /// @param config of the topology
  public void run(TailraceConfig config) {
    String servers = config.kafka().get("bootstrap.servers");
    try (ClusterLook cluster = ClusterLook.open(config)) {
      if (!answers(cluster, servers)) {
        return;
      }
      features(cluster);
      topics(cluster);
      members(cluster, config.applicationId());
    } catch (KafkaException e) {
      findings.problem(SUBJECT, servers + ": " + text(e), "see the properties of the clients");
    }
  }

  private boolean answers(ClusterLook cluster, String servers) {
    try {
      findings.ok(SUBJECT, "%s answers, brokers: %d".formatted(servers, cluster.brokers()));
      return true;
    } catch (KafkaException e) {
      findings.problem(
          SUBJECT,
          servers + " does not answer: " + text(e),
          "check the address, the network, and security.protocol and credentials of the clients");
      return false;
    }
  }

  private void features(ClusterLook cluster) {
    Optional<String> lack = cluster.featureProblem();
    if (lack.isPresent()) {
      findings.problem(SUBJECT, lack.get(), "");
    } else {
      findings.ok(SUBJECT, "transaction.version is 2 or more");
    }
  }

  private void topics(ClusterLook cluster) {
    TopicSetup.Findings topics = cluster.topics();
    topics.problems().forEach(found -> findings.problem(SUBJECT, found.what(), found.remedy()));
    topics.remarks().forEach(found -> findings.warning(SUBJECT, found.what(), found.remedy()));
    if (topics.problems().isEmpty()) {
      findings.ok(SUBJECT, "every topic is there, large enough, with fitting partitions");
    }
  }

  private void members(ClusterLook cluster, String application) {
    int members = cluster.members();
    if (members == 0) {
      findings.warning(
          SUBJECT,
          "no instance of the topology is in the group " + application,
          "start one; tailrace.application.id must be the group's name");
    } else {
      findings.ok(
          SUBJECT,
          "%d threads of the topology are in the group %s".formatted(members, application));
    }
  }

  private static String text(KafkaException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return e == root ? e.getMessage() : e.getMessage() + " (" + root.getMessage() + ")";
  }
}
