package dev.tailrace.engines;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;

class S3KillIT {
  private static final String BUCKET = "tailrace";

  @TempDir Path data;

  @Test
  void kill_losesNoObjectThatWasAnswered() throws Exception {
    List<String> answered = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      try (ChildJvm child = ChildJvm.start(S3Main.class, Map.of(), data.toString(), BUCKET)) {
        putUntilKilled(child, round, answered);
      }
    }

    assertThat(files()).anyMatch(name -> name.startsWith("half-"));
    try (S3Server server = S3Server.start(0, data, List.of(BUCKET));
        S3Calls calls = new S3Calls(server.url(), BUCKET)) {
      assertThat(answered).hasSizeGreaterThanOrEqualTo(60);
      for (String key : answered) {
        assertThat(calls.text(key)).isEqualTo("text of " + key);
        assertThat(calls.metadata(key)).isEqualTo(Map.of("key", key));
      }
      assertThat(calls.keys()).containsAll(answered).noneMatch(key -> key.startsWith("half"));
      assertThat(files()).noneMatch(name -> name.startsWith("half"));
    }
  }

  private static void putUntilKilled(ChildJvm child, int round, List<String> answered)
      throws Exception {
    CountDownLatch enough = new CountDownLatch(30);
    try (S3Calls calls = new S3Calls(child.await("READY "), BUCKET);
        HalfUpload _ = HalfUpload.start(calls.presignedPut("half"))) {
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; ; i++) {
                        String key = "r" + round + "-" + i;
                        calls.put(key, "text of " + key, Map.of("key", key));
                        answered.add(key);
                        enough.countDown();
                      }
                    } catch (SdkException _) {
                      // killed, as it should be
                    }
                  });
      assertThat(enough.await(20, SECONDS)).isTrue();
      child.kill();
      writer.join();
    }
  }

  private List<String> files() throws Exception {
    try (Stream<Path> all = Files.list(data.resolve(BUCKET))) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }
}
