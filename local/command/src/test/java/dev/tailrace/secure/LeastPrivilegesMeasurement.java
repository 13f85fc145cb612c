package dev.tailrace.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.engines.SchemaRegistryServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.acl.AclBinding;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Takes every right of docs/security.md from the topology, one at a time, and prints what it says.
/// Minutes long, so it is run by hand:
/// `mvn verify -pl local/command -Dit.test=LeastPrivilegesMeasurement`.
class LeastPrivilegesMeasurement {
  @TempDir private Path directory;

  @Test
  void eachRightOfTheTopology_isNeeded() throws Exception {
    Certificates certificates = Certificates.make(directory);
    List<AclBinding> rights = SecurityPage.read().rights(SecuredTopology.USER);
    List<AclBinding> needless = new ArrayList<>();
    try (SecuredKafka kafka = SecuredKafka.start(directory.resolve("kafka"), certificates);
        SchemaRegistryServer registry =
            SchemaRegistryServer.start(0, directory.resolve("journal"))) {
      kafka.addUser(SecuredTopology.USER, SecuredTopology.PASSWORD);
      kafka.allow(rights);
      for (AclBinding right : rights) {
        Map<String, String> config =
            SecuredTopology.config(
                kafka,
                registry,
                SecuredTopology.PASSWORD,
                directory.resolve("state-" + rights.indexOf(right)));
        config.put("tailrace.instance", "pod-" + rights.indexOf(right));
        forget(kafka.admin());
        try {
          System.out.println(
              right.pattern()
                  + " "
                  + right.entry().operation()
                  + ": "
                  + MissingRight.failureWithout(right, kafka, config));
        } catch (ConditionTimeoutException e) {
          System.out.println(right + ": runs without");
          needless.add(right);
        }
      }
    }
    assertThat(needless).isEmpty();
  }

  /// Each topology is a new one: it makes its changelogs, and nobody holds its place.
  private static void forget(Admin admin) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .until(
            () -> {
              List<String> changelogs =
                  admin.listTopics().names().get().stream()
                      .filter(name -> name.startsWith("tailrace-"))
                      .toList();
              admin.deleteTopics(changelogs).all().get();
              List<String> groups =
                  admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
                      .map(GroupListing::groupId)
                      .toList();
              admin.deleteConsumerGroups(groups).all().get();
              return changelogs.isEmpty() && groups.isEmpty();
            });
  }
}
