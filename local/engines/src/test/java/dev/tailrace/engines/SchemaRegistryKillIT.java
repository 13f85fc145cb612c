package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaRegistryKillIT {
  @TempDir Path folder;

  @Test
  void kill_losesNoIdThatWasAnswered() throws Exception {
    Path journal = folder.resolve("registry.jsonl");
    Map<Integer, String> answered = new TreeMap<>();
    for (int round = 0; round < 3; round++) {
      try (ChildJvm child = ChildJvm.start(RegistryMain.class, Map.of(), journal.toString())) {
        registerUntilKilled(child, round, answered);
      }
    }

    try (SchemaRegistryServer registry = SchemaRegistryServer.start(0, journal);
        RegistryCalls calls = new RegistryCalls(registry.url())) {
      assertThat(answered).hasSizeGreaterThanOrEqualTo(60);
      for (Map.Entry<Integer, String> entry : answered.entrySet()) {
        assertThat(calls.get("/schemas/ids/" + entry.getKey()).body().get("schema").textValue())
            .isEqualTo(entry.getValue());
      }
    }
  }

  private static void registerUntilKilled(ChildJvm child, int round, Map<Integer, String> answered)
      throws Exception {
    CountDownLatch enough = new CountDownLatch(20);
    try (RegistryCalls calls = new RegistryCalls(child.await("READY "))) {
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; ; i++) {
                        String schema = schema("R" + round + "_" + i);
                        var answer = calls.register("s" + round + "-" + i, schema);
                        answered.put(answer.body().get("id").intValue(), schema);
                        enough.countDown();
                      }
                    } catch (IOException | InterruptedException _) {
                      // killed, as it should be
                    }
                  });
      enough.await();
      child.kill();
      writer.join();
    }
  }

  private static String schema(String name) {
    return "{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[]}";
  }
}
