package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3ServerIT {
  private static final String BUCKET = "tailrace";

  @TempDir Path folder;
  private S3Server server;
  private S3Calls calls;

  @BeforeEach
  void start() {
    server = S3Server.start(0, folder.resolve("s3"), List.of(BUCKET, "tailrace-errors"));
    calls = new S3Calls(server.url(), BUCKET);
  }

  @AfterEach
  void stop() {
    calls.close();
    server.close();
  }

  @Test
  void object_isAPlainFileOfItsBucket() throws Exception {
    calls.put("events/dt=2026-11-21/a.parquet", "rows", Map.of());

    assertThat(server.bucket(BUCKET).resolve("events/dt=2026-11-21/a.parquet")).hasContent("rows");
    assertThat(calls.text("events/dt=2026-11-21/a.parquet")).isEqualTo("rows");
    assertThat(calls.client().listBuckets().buckets())
        .extracting(Bucket::name)
        .containsExactly(BUCKET, "tailrace-errors");
  }

  @Test
  void putIfNoneMatch_isRefusedWhereTheKeyExists() {
    assertThat(calls.create("a", "first")).isEqualTo(200);
    assertThat(calls.create("a", "second")).isEqualTo(412);

    assertThat(calls.text("a")).isEqualTo("first");
    assertThat(calls.keys()).containsExactly("a");
  }

  @Test
  void racingPutsIfNoneMatch_haveOneWinner() throws Exception {
    int writers = 4;
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      for (int round = 0; round < 25; round++) {
        String key = "race/" + round;
        CyclicBarrier together = new CyclicBarrier(writers);
        List<Callable<Integer>> puts = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          String text = "written by " + writer;
          puts.add(
              () -> {
                together.await();
                return calls.create(key, text);
              });
        }
        List<Integer> answers = threads.invokeAll(puts).stream().map(Future::resultNow).toList();

        assertThat(answers)
            .containsOnlyOnce(200)
            .allMatch(status -> status == 200 || status == 412);
        assertThat(calls.text(key)).isEqualTo("written by " + answers.indexOf(200));
      }
    }
  }

  @Test
  void userMetadata_survivesARestart() {
    Map<String, String> metadata =
        Map.of("first-offset", "17", "batches", "01JD".repeat(400), "crc32c", "yZRlqg==");
    String eTag = calls.put("a", "rows", metadata).eTag();
    assertThat(calls.metadata("a")).isEqualTo(metadata);

    stop();
    start();

    var head = calls.client().headObject(request -> request.bucket(BUCKET).key("a"));
    assertThat(head.metadata()).isEqualTo(metadata);
    assertThat(head.eTag()).isEqualTo(eTag).isEqualTo("\"df347a373b8f92aa0ae3dd920a5ec2f6\"");
    assertThat(head.contentLength()).isEqualTo(4);
  }

  @Test
  void head_ofNoObject_is404() {
    assertThatThrownBy(() -> calls.metadata("none")).isInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void list_knowsPrefixStartDelimiterAndPages() {
    Stream.of("a/1", "a/2", "a/3", "a/b/4", "a-5", "c/6").forEach(k -> calls.put(k, k, Map.of()));

    assertThat(calls.keys()).containsExactly("a-5", "a/1", "a/2", "a/3", "a/b/4", "c/6");
    var client = calls.client();
    var after =
        client.listObjectsV2(
            request -> request.bucket(BUCKET).prefix("a/").startAfter("a/1").maxKeys(2));
    assertThat(after.contents()).extracting(o -> o.key()).containsExactly("a/2", "a/3");
    assertThat(after.isTruncated()).isTrue();
    var rest =
        client.listObjectsV2(
            request ->
                request
                    .bucket(BUCKET)
                    .prefix("a/")
                    .continuationToken(after.nextContinuationToken()));
    assertThat(rest.contents()).extracting(o -> o.key()).containsExactly("a/b/4");
    assertThat(rest.isTruncated()).isFalse();
    var folders =
        client.listObjectsV2(request -> request.bucket(BUCKET).prefix("a/").delimiter("/"));
    assertThat(folders.contents()).extracting(o -> o.key()).containsExactly("a/1", "a/2", "a/3");
    assertThat(folders.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("a/b/");
  }

  @Test
  void rangedGet_readsTheFooterAlone() {
    calls.put("a", "PAR1 rows PAR1", Map.of());

    var bytes = calls.client().getObjectAsBytes(r -> r.bucket(BUCKET).key("a").range("bytes=-4"));
    assertThat(bytes.asUtf8String()).isEqualTo("PAR1");
    assertThat(bytes.response().contentRange()).isEqualTo("bytes 10-13/14");
    bytes = calls.client().getObjectAsBytes(r -> r.bucket(BUCKET).key("a").range("bytes=5-8"));
    assertThat(bytes.asUtf8String()).isEqualTo("rows");
  }

  @Test
  void multipart_makesOneObjectWithItsMetadata() throws Exception {
    MultipartUpload upload = MultipartUpload.start(calls.client(), BUCKET, "big");

    assertThat(calls.keys()).isEmpty();
    assertThat(upload.completeIfNoneMatch()).isEqualTo(200);

    assertThat(Files.readAllBytes(server.bucket(BUCKET).resolve("big")))
        .isEqualTo(MultipartUpload.bytes());
    assertThat(calls.metadata("big")).isEqualTo(MultipartUpload.METADATA);
    assertThat(calls.keys()).containsExactly("big");
  }

  @Test
  void racingMultipartsIfNoneMatch_haveOneWinner() throws Exception {
    List<MultipartUpload> uploads =
        IntStream.range(0, 3)
            .mapToObj(_ -> MultipartUpload.start(calls.client(), BUCKET, "big"))
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(uploads.size())) {
      CyclicBarrier together = new CyclicBarrier(uploads.size());
      List<Callable<Integer>> completions =
          uploads.stream()
              .<Callable<Integer>>map(
                  upload ->
                      () -> {
                        together.await();
                        return upload.completeIfNoneMatch();
                      })
              .toList();
      List<Integer> answers =
          threads.invokeAll(completions).stream().map(Future::resultNow).toList();

      assertThat(answers).containsExactlyInAnyOrder(200, 412, 412);
    }
  }

  @Test
  void putThatIsCutOff_leavesNoObject() throws Exception {
    try (HalfUpload _ = HalfUpload.start(calls.presignedPut("cut"))) {
      await().until(() -> files().anyMatch(name -> name.startsWith("cut-")));
      assertThat(calls.keys()).isEmpty();
    }

    await().until(() -> files().findAny().isEmpty());
    assertThat(calls.keys()).isEmpty();
  }

  @Test
  void wrongSecret_is403() {
    try (S3Calls stranger = new S3Calls(server.url(), BUCKET, "guessed")) {
      assertThatThrownBy(stranger::keys)
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void takenPortOrDirectory_isNamed() throws Exception {
    assertThatThrownBy(() -> S3Server.start(0, folder.resolve("s3"), List.of()))
        .isInstanceOf(DirectoryInUseException.class)
        .hasMessageContaining("the S3 server");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(
              () -> S3Server.start(taken.getLocalPort(), folder.resolve("other"), List.of()))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("the S3 server");
    }
  }

  private Stream<String> files() {
    try (Stream<Path> all = Files.list(server.bucket(BUCKET))) {
      return all.map(path -> path.getFileName().toString()).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
