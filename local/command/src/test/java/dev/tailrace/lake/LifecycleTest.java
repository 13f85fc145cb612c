package dev.tailrace.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tailrace.bucket.BucketAddress;
import dev.tailrace.clickhouse.SchemaReport.Problem;
import dev.tailrace.lake.LakeSchema.MissingBucket;
import dev.tailrace.lake.LakeStep.Outcome;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rules of ours among rules of others, on a server that keeps what it is given.
class LifecycleTest {
  private static final String OTHERS =
      """
      <Rule><ID>Default Multipart Abort Rule</ID><Status>Enabled</Status>\
      <Filter><Prefix></Prefix></Filter>\
      <AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation>\
      </AbortIncompleteMultipartUpload></Rule>\
      <Rule><ID>old style</ID><Status>Enabled</Status><Prefix>reports/</Prefix>\
      <Transition><Days>30</Days><StorageClass>A_CLASS_OF_LATER</StorageClass></Transition></Rule>\
      """;

  private final LifecycleServer server = new LifecycleServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private Optional<BucketAddress> bucket(String location) {
    return Optional.of(
        BucketAddress.of(location)
            .withEndpoint(server.url())
            .withCredentials(new BucketAddress.Credentials("key", "secret")));
  }

  private LakePlaces places() {
    return new LakePlaces(bucket("s3://tail"), bucket("s3://letters"), Optional.empty());
  }

  private static List<Outcome> apply(LakePlaces places, Retention retention) {
    try (LakeSchema schema = new LakeSchema(places, retention)) {
      return schema.apply(MissingBucket.REFUSE).stream()
          .filter(step -> step.object().startsWith("lifecycle"))
          .map(LakeStep::outcome)
          .toList();
    }
  }

  private static LakeReport verify(LakePlaces places, Retention retention) {
    try (LakeSchema schema = new LakeSchema(places, retention)) {
      return schema.verify();
    }
  }

  @Test
  void rules_areSetOnce_andVerified() {
    Retention retention = new Retention(90, 30);
    assertThat(verify(places(), retention).problems()).hasSize(6);

    assertThat(apply(places(), retention)).containsOnly(Outcome.APPLIED);
    assertThat(server.configuration("tail"))
        .contains(
            "<ID>tailrace-abort-uploads</ID>",
            "<ID>tailrace-expire-events</ID>",
            "<Prefix>events/</Prefix>",
            "<Prefix>service_metrics_hourly/</Prefix>",
            "<Prefix>error_trends_5min/</Prefix>",
            "<Days>90</Days>",
            "<DaysAfterInitiation>1</DaysAfterInitiation>")
        .doesNotContain("dead-letters");
    assertThat(server.configuration("letters"))
        .contains("<Prefix>dead-letters/</Prefix>", "<Days>30</Days>", "tailrace-abort-uploads")
        .doesNotContain("events");

    assertThat(apply(places(), retention)).containsOnly(Outcome.UNCHANGED);
    assertThat(server.puts()).isEqualTo(2);
    LakeReport report = verify(places(), retention);
    assertThat(report.problems()).isEmpty();
    assertThat(report.buckets()).allMatch(bucket -> bucket.lifecycle().equals("as applied"));
  }

  @Test
  void rulesOfOthers_areKept() {
    server.configure("tail", OTHERS);
    assertThat(apply(places(), Retention.FOR_EVER)).containsOnly(Outcome.APPLIED);
    assertThat(server.configuration("tail"))
        .contains(
            "<ID>Default Multipart Abort Rule</ID>",
            "<DaysAfterInitiation>7</DaysAfterInitiation>",
            "<ID>old style</ID>",
            "<Filter><Prefix>reports/</Prefix></Filter>",
            "<StorageClass>A_CLASS_OF_LATER</StorageClass>",
            "<ID>tailrace-abort-uploads</ID>");
    assertThat(verify(places(), Retention.FOR_EVER).problems()).isEmpty();
  }

  @Test
  void changedRetention_changesTheRule_andNoneRemovesIt() {
    assertThat(apply(places(), new Retention(90, 0))).contains(Outcome.APPLIED);
    List<Problem> problems = verify(places(), new Retention(30, 0)).problems();
    assertThat(problems).hasSize(3);
    assertThat(problems.getFirst())
        .isEqualTo(
            new Problem(
                "bucket "
                    + bucket("s3://tail").orElseThrow()
                    + " lifecycle rule tailrace-expire-events",
                "expire objects after 30 days under events/",
                "expire objects after 90 days under events/",
                "tailrace schema apply"));
    assertThat(apply(places(), Retention.FOR_EVER)).contains(Outcome.APPLIED);
    assertThat(server.configuration("tail"))
        .contains("tailrace-abort-uploads")
        .doesNotContain("expire", "events/");
  }

  @Test
  void twoPrefixesInOneBucket_keepEachOthersRules() {
    Retention retention = new Retention(9, 8);
    LakePlaces first = new LakePlaces(bucket("s3://tail/a"), Optional.empty(), Optional.empty());
    LakePlaces second = new LakePlaces(bucket("s3://tail/b"), Optional.empty(), Optional.empty());
    assertThat(apply(first, retention)).containsExactly(Outcome.APPLIED);
    assertThat(apply(second, retention)).containsExactly(Outcome.APPLIED);
    assertThat(verify(first, retention).problems()).isEmpty();
    assertThat(verify(second, retention).problems()).isEmpty();
    assertThat(server.configuration("tail"))
        .contains("<Prefix>a/dead-letters/</Prefix>", "<Prefix>b/dead-letters/</Prefix>");
  }

  @Test
  void disabledOrNarrowedRule_isNotOurs() {
    String rule =
        "<Rule><ID>tailrace-abort-uploads</ID><Status>%s</Status><Filter>%s</Filter>"
            + "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation>"
            + "</AbortIncompleteMultipartUpload></Rule>";
    server.configure("letters", rule.formatted("Enabled", "<Prefix></Prefix>"));
    server.configure("tail", rule.formatted("Disabled", "<Prefix></Prefix>"));
    assertThat(verify(places(), Retention.FOR_EVER).problems()).hasSize(1);
    server.configure(
        "tail",
        rule.formatted(
            "Enabled", "<And><Prefix></Prefix><ObjectSizeLessThan>9</ObjectSizeLessThan></And>"));
    assertThat(verify(places(), Retention.FOR_EVER).problems()).hasSize(1);
  }

  @Test
  void rulesThatDeleteFilesOfTables_areFound() {
    String rule =
        "<Rule><ID>tidy</ID><Status>Enabled</Status>"
            + "<Filter><Prefix>ev</Prefix></Filter><Expiration><Days>5</Days></Expiration></Rule>";
    server.configure("tail", rule);
    assertThat(apply(places(), Retention.FOR_EVER)).contains(Outcome.APPLIED);
    assertThat(verify(places(), Retention.FOR_EVER).problems()).isEmpty();
    LakePlaces withTables =
        new LakePlaces(
            places().bucket(),
            places().errorsBucket(),
            Optional.of(CatalogAddress.of(URI.create(server.url() + "/none"))));
    assertThat(verify(withTables, Retention.FOR_EVER).problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.object()).endsWith("lifecycle rule tidy");
              assertThat(problem.remedy()).contains("files that tables hold");
            });
  }

  @Test
  void retentionWithoutABucket_isRefused() {
    LakePlaces nowhere = new LakePlaces(Optional.empty(), Optional.empty(), Optional.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LakeSchema(nowhere, new Retention(1, 0)).close())
        .withMessageContaining("--bucket");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retention(-1, 0))
        .withMessageContaining("-1");
  }
}
