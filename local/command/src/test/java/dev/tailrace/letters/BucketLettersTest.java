package dev.tailrace.letters;

import static dev.tailrace.letters.Letters.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.bucket.BucketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BucketLettersTest {
  private static final Instant EVENING = Instant.parse("2026-11-20T23:59:59.999Z");
  private static final Instant MORNING = Instant.parse("2026-11-21T00:00:00Z");
  private static final String FIRST = LetterFiles.key("2026-11-20", 7);
  private static final String SECOND = LetterFiles.key("2026-11-21", 8);

  private final MemoryObjects objects = new MemoryObjects();
  private final BucketLetters letters = new BucketLetters(objects, "kafka");

  @BeforeEach
  void fill() {
    objects.objects.putAll(
        new LetterFiles()
            .letter(7, EVENING, new byte[] {0, -1})
            .letter(9, EVENING, null)
            .letter(11, EVENING, new byte[0])
            .letter(12, EVENING, bytes("last"))
            .at(FIRST));
    objects.objects.putAll(new LetterFiles().letter(8, MORNING, bytes("eight")).at(SECOND));
    objects.objects.put("dead-letters/dt=2026-11-21/other-00000-00000000000000000008.jsonl", null);
    objects.objects.put("dead-letters/readme.txt", null);
    objects.objects.put("dead-letters/dt=tomorrow/x", null);
  }

  private List<Letter> read(LetterFilter filter) {
    List<Letter> read = new ArrayList<>();
    letters.forEach(filter, read::add);
    return read;
  }

  private static LetterFilter between(Instant since, Instant until) {
    return new LetterFilter(
        Optional.empty(), Optional.ofNullable(since), Optional.ofNullable(until), Optional.empty());
  }

  @Test
  void letters_areAsTheyWereOnTheTopic() {
    List<Letter> all = read(LetterFilter.ALL);
    assertThat(all.stream().map(letter -> letter.id().toString()))
        .containsExactly("0-7", "0-9", "0-11", "0-12", "0-8");
    Letter first = all.getFirst();
    assertThat(first.origin())
        .isEqualTo(
            new Origin.OfPipeline(
                "not-json", "no good: not-json", new SourcePosition("tail.raw", 1, 7)));
    assertThat(first.time()).isEqualTo(EVENING);
    assertThat(first.key()).isEqualTo(bytes("worker"));
    assertThat(all.stream().map(letter -> letter.body().size())).containsExactly(2, -1, 0, 4, 5);
    assertThat(all.stream().map(letter -> letter.body().bytes()))
        .containsExactly(new byte[] {0, -1}, null, new byte[0], bytes("last"), bytes("eight"));
  }

  @Test
  void listing_fetchesNoBytes_andBytesAreFetchedTogether() {
    List<Letter> all = read(LetterFilter.ALL);
    assertThat(objects.gets).containsExactly(FIRST + ".jsonl", SECOND + ".jsonl");
    all.forEach(letter -> letter.body().bytes());
    assertThat(objects.gets).hasSize(4);
  }

  @Test
  void daysThatCannotMatch_areNotRead() {
    assertThat(read(between(MORNING, null))).hasSize(1);
    assertThat(objects.gets).containsExactly(SECOND + ".jsonl");
    objects.gets.clear();
    assertThat(read(between(null, MORNING))).hasSize(4);
    assertThat(objects.gets).containsExactly(FIRST + ".jsonl");
    assertThat(read(between(EVENING, MORNING.plusMillis(1)))).hasSize(5);
  }

  @Test
  void letter_isFoundById_whicheverDayItIsOf() {
    assertThat(letters.find(new LetterId(0, 12)).orElseThrow().body().bytes())
        .isEqualTo(bytes("last"));
    assertThat(letters.find(new LetterId(0, 8)).orElseThrow().body().bytes())
        .isEqualTo(bytes("eight"));
    assertThat(letters.find(new LetterId(0, 10))).isEmpty();
    assertThat(letters.find(new LetterId(0, 6))).isEmpty();
    assertThat(letters.find(new LetterId(1, 8))).isEmpty();
  }

  @Test
  void firstLine_mayNameTheObjectWithTheBytes() {
    LetterFiles file =
        new LetterFiles()
            .line("{\"file\":{\"tailrace.first-offset\":\"20\"},\"bytes\":\"elsewhere.bin\"}")
            .letter(20, MORNING, bytes("twenty"));
    objects.objects.put(LetterFiles.key("2026-11-21", 20) + ".jsonl", file.lines());
    objects.objects.put("dead-letters/dt=2026-11-21/elsewhere.bin", file.values());
    assertThat(letters.find(new LetterId(0, 20)).orElseThrow().body().bytes())
        .isEqualTo(bytes("twenty"));
  }

  @Test
  void twinsAmongHeaders_keepTheirOrder_soThatTheLastOneTellsTheTruth() {
    String line =
        """
        {"partition":0,"offset":30,"timestamp":"2026-11-21T00:00:00Z","position":0,"length":-1,\
        "key":null,"headers":{"__connect.errors.topic":"a","__connect.errors.partition":"1",\
        "__connect.errors.offset":"2","reason":"not-json","__connect.errors.topic":"events"}}\
        """;
    objects.objects.put(
        LetterFiles.key("2026-11-21", 30) + ".jsonl", new LetterFiles().line(line).lines());
    Letter letter = letters.find(new LetterId(0, 30)).orElseThrow();
    assertThat(letter.origin().source()).contains(new SourcePosition("events", 1, 2));
    assertThat(letter.key()).isNull();
  }

  @Test
  void damagedFiles_areNamed() {
    objects.objects.put(FIRST + ".bin", new byte[1]);
    Letter first = read(LetterFilter.ALL).getFirst();
    assertThatThrownBy(() -> first.body().bytes())
        .isInstanceOf(LettersException.class)
        .hasMessageContainingAll(FIRST + ".bin", "damaged");
    for (String bad :
        List.of(
            "[]", "{}", "{\"offset\":1", "{\"offset\":1,\"key\":\"*\"}", "{\"bytes\":\"../x\"}")) {
      objects.objects.put(FIRST + ".jsonl", bytes(bad));
      assertThatThrownBy(() -> read(LetterFilter.ALL))
          .as(bad)
          .isInstanceOf(LettersException.class)
          .hasMessageContainingAll(FIRST + ".jsonl", "damaged");
    }
  }

  @Test
  void locations_areReadWithAndWithoutPrefix() {
    assertThat(BucketAddress.of("s3://errors").prefix()).isEmpty();
    assertThat(BucketAddress.of("s3://errors/")).isEqualTo(BucketAddress.of("s3://errors"));
    assertThat(BucketAddress.of("s3://errors/a/b/").prefix()).isEqualTo("a/b/");
    assertThat(BucketAddress.of("s3://errors/a/b").bucket()).isEqualTo("errors");
    for (String bad : List.of("errors", "https://errors", "s3://", "s3:///a")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> BucketAddress.of(bad))
          .withMessageContaining("s3://errors");
    }
    BucketAddress secret =
        BucketAddress.of("s3://errors")
            .withCredentials(new BucketAddress.Credentials("key", "xyz"));
    assertThat(secret.credentials().toString() + Map.of("bucket", secret)).doesNotContain("xyz");
  }
}
