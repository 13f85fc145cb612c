package dev.tailrace.engines;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.engines.IcebergCatalogServer.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcebergCatalogKillIT {
  private static final String WAREHOUSE = "s3://tailrace/warehouse";

  @TempDir Path folder;

  @Test
  void kill_losesNoCommitThatWasAnswered() throws Exception {
    String data = folder.resolve("iceberg").toString();
    List<String> answered = new ArrayList<>();
    try (S3Server s3 = S3Server.start(0, folder.resolve("s3"), List.of("tailrace"))) {
      for (int round = 0; round < 2; round++) {
        try (ChildJvm child =
            ChildJvm.start(IcebergMain.class, Map.of(), data, s3.url(), WAREHOUSE)) {
          appendUntilKilled(child, round, answered);
        }
      }

      var warehouse = new Warehouse(WAREHOUSE, s3.url());
      try (var server = IcebergCatalogServer.start(0, Path.of(data), warehouse);
          IcebergClient client = new IcebergClient(server.url())) {
        List<String> files = client.files();
        assertThat(answered).hasSizeGreaterThanOrEqualTo(12);
        assertThat(files).containsAll(answered).doesNotHaveDuplicates();
        // At most the one commit of each round that was under way may be there unanswered.
        var unanswered = new HashSet<>(files);
        unanswered.removeAll(answered);
        assertThat(unanswered).hasSizeLessThanOrEqualTo(2);
        client.append("after");
        assertThat(client.files()).contains("after");
      }
    }
  }

  private static void appendUntilKilled(ChildJvm child, int round, List<String> answered)
      throws Exception {
    CountDownLatch enough = new CountDownLatch(6);
    try (IcebergClient client = new IcebergClient(child.await("READY "))) {
      if (round == 0) {
        client.createEvents();
      }
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; ; i++) {
                        String name = "r" + round + "-" + i;
                        client.append(name);
                        answered.add(name);
                        enough.countDown();
                      }
                    } catch (RuntimeException _) {
                      // killed, as it should be
                    }
                  });
      assertThat(enough.await(20, SECONDS)).isTrue();
      child.kill();
      writer.join();
    }
  }
}
