package dev.tailrace.engines;

import static dev.tailrace.engines.RegistryCalls.body;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaRegistryServerTest {
  private static final String A =
      "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}";
  private static final String A_AND_B =
      "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},"
          + "{\"name\":\"b\",\"type\":[\"null\",\"string\"],\"default\":null}]}";
  private static final String A_AS_TEXT =
      "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"string\"}]}";
  private static final String B_REQUIRED =
      "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},"
          + "{\"name\":\"b\",\"type\":\"string\"}]}";

  @TempDir Path folder;
  private Path journal;
  private SchemaRegistryServer registry;
  private RegistryCalls calls;

  @BeforeEach
  void start() {
    journal = folder.resolve("made/on/demand/registry.jsonl");
    open();
  }

  @AfterEach
  void stop() {
    calls.close();
    registry.close();
  }

  @Test
  void sameSchema_hasOneIdInAllSubjects() throws Exception {
    assertThat(calls.register("one", A)).hasToString("200 {\"id\":1}");
    assertThat(calls.register("one", " " + A)).hasToString("200 {\"id\":1}");
    assertThat(calls.register("one", A_AND_B)).hasToString("200 {\"id\":2}");
    assertThat(calls.register("two", A)).hasToString("200 {\"id\":1}");

    assertThat(calls.get("/subjects")).hasToString("200 [\"one\",\"two\"]");
    assertThat(calls.get("/subjects?subjectPrefix=t")).hasToString("200 [\"two\"]");
    assertThat(calls.get("/subjects/one/versions")).hasToString("200 [1,2]");
    assertThat(calls.get("/schemas/ids/1/versions"))
        .hasToString(
            "200 [{\"subject\":\"one\",\"version\":1},{\"subject\":\"two\",\"version\":1}]");
    assertThat(calls.get("/schemas/ids/2/subjects")).hasToString("200 [\"one\"]");
  }

  @Test
  void version_isDescribedByNumberAndLatest() throws Exception {
    calls.register("s", A);
    calls.register("s", A_AND_B);

    var latest = calls.get("/subjects/s/versions/latest").body();

    assertThat(latest.get("version").intValue()).isEqualTo(2);
    assertThat(latest.get("id").intValue()).isEqualTo(2);
    assertThat(latest.get("schema").textValue()).isEqualTo(A_AND_B);
    assertThat(calls.get("/subjects/s/versions/-1").body()).isEqualTo(latest);
    assertThat(calls.get("/subjects/s/versions/1").body().get("schema").textValue()).isEqualTo(A);
    assertThat(calls.get("/subjects/s/versions/1/schema")).hasToString("200 " + A);
    assertThat(calls.get("/schemas/ids/1").body().get("schema").textValue()).isEqualTo(A);
    assertThat(calls.get("/schemas/ids/1/schema")).hasToString("200 " + A);
    assertThat(calls.get("/schemas/types")).hasToString("200 [\"AVRO\"]");
  }

  @Test
  void lookUp_findsTheVersionOfASchema() throws Exception {
    calls.register("s", A);

    assertThat(calls.post("/subjects/s", body(A)).body().get("version").intValue()).isEqualTo(1);
    assertError(calls.post("/subjects/s", body(A_AND_B)), 404, 40403);
    assertError(calls.post("/subjects/other", body(A)), 404, 40401);
  }

  @Test
  void backwardIsTheDefault_andAnIncompatibleSchemaIsRefused() throws Exception {
    calls.register("s", A);

    var answer = calls.register("s", A_AS_TEXT);

    assertError(answer, 409, 409);
    assertThat(answer.body().get("message").textValue())
        .contains("subject \"s\"")
        .contains("TYPE_MISMATCH")
        .contains("/fields/0/type");
    assertThat(calls.get("/subjects/s/versions")).hasToString("200 [1]");
  }

  @Test
  void level_isSetAndTakenBackPerSubjectAndGlobally() throws Exception {
    calls.register("s", A);
    assertThat(calls.get("/config")).hasToString("200 {\"compatibilityLevel\":\"BACKWARD\"}");
    assertError(calls.get("/config/s"), 404, 40408);
    assertThat(calls.get("/config/s?defaultToGlobal=true").status()).isEqualTo(200);

    assertThat(calls.put("/config/s", "{\"compatibility\":\"none\"}"))
        .hasToString("200 {\"compatibility\":\"NONE\"}");
    assertThat(calls.register("s", A_AS_TEXT).status()).isEqualTo(200);
    assertThat(calls.delete("/config/s")).hasToString("200 {\"compatibilityLevel\":\"NONE\"}");
    assertError(calls.register("s", B_REQUIRED), 409, 409);

    calls.put("/config", "{\"compatibility\":\"FULL_TRANSITIVE\"}");
    reopen();
    assertThat(calls.get("/config").body().findValue("compatibilityLevel").textValue())
        .isEqualTo("FULL_TRANSITIVE");
    assertThat(calls.delete("/config")).hasToString("200 {\"compatibilityLevel\":\"BACKWARD\"}");
  }

  @Test
  void compatibilityCheck_registersNothing() throws Exception {
    calls.register("s", A);

    assertThat(calls.post("/compatibility/subjects/s/versions/latest", body(A_AND_B)))
        .hasToString("200 {\"is_compatible\":true}");
    assertThat(calls.post("/compatibility/subjects/s/versions/1", body(A_AS_TEXT)))
        .hasToString("200 {\"is_compatible\":false}");
    assertThat(
            calls
                .post("/compatibility/subjects/s/versions?verbose=true", body(B_REQUIRED))
                .body()
                .get("messages")
                .toString())
        .contains("READER_FIELD_MISSING_DEFAULT_VALUE");
    assertError(calls.post("/compatibility/subjects/none/versions/1", body(A)), 404, 40401);
    assertThat(calls.get("/subjects/s/versions")).hasToString("200 [1]");
  }

  @Test
  void deletedSubject_isHiddenButItsIdStillAnswers() throws Exception {
    calls.register("s", A);
    calls.register("s", A_AND_B);

    assertError(calls.delete("/subjects/s?permanent=true"), 404, 40405);
    assertThat(calls.delete("/subjects/s")).hasToString("200 [1,2]");

    assertThat(calls.get("/subjects")).hasToString("200 []");
    assertThat(calls.get("/subjects?deleted=true")).hasToString("200 [\"s\"]");
    assertError(calls.get("/subjects/s/versions"), 404, 40401);
    assertError(calls.delete("/subjects/s"), 404, 40404);
    assertThat(calls.get("/schemas/ids/1").status()).isEqualTo(200);
    reopen();
    assertThat(calls.get("/subjects")).hasToString("200 []");
    assertThat(calls.register("s", A_AS_TEXT)).hasToString("200 {\"id\":3}");
    assertThat(calls.get("/subjects/s/versions")).hasToString("200 [3]");
  }

  @Test
  void versionDeletedForGood_leavesItsIdTaken() throws Exception {
    calls.register("s", A);
    calls.register("s", A_AND_B);
    assertError(calls.delete("/subjects/s/versions/2?permanent=true"), 404, 40405);

    assertThat(calls.delete("/subjects/s/versions/latest")).hasToString("200 2");
    assertThat(calls.delete("/subjects/s/versions/2?permanent=true")).hasToString("200 2");

    assertThat(calls.get("/subjects/s/versions?deleted=true")).hasToString("200 [1]");
    calls.put("/config/s", "{\"compatibility\":\"NONE\"}");
    assertThat(calls.register("s", A_AS_TEXT)).hasToString("200 {\"id\":3}");
  }

  @Test
  void everythingRegistered_isThereAfterARestart() throws Exception {
    calls.register("s", A);
    calls.register("t%2Fwith slash".replace(" ", "%20"), A_AND_B);
    calls.put("/config/s", "{\"compatibility\":\"FORWARD\"}");
    String before =
        calls.get("/subjects") + "" + calls.get("/schemas/ids/2") + calls.get("/config/s");

    reopen();

    assertThat(calls.get("/subjects") + "" + calls.get("/schemas/ids/2") + calls.get("/config/s"))
        .isEqualTo(before)
        .contains("t/with slash");
    assertThat(calls.register("u", A_AS_TEXT)).hasToString("200 {\"id\":3}");
  }

  @Test
  void unfinishedLastLine_isCutOff() throws Exception {
    calls.register("s", A);
    stop();
    String longerThanTheNextLine = "{\"entry\":\"registered\",\"subject\":\"" + "t".repeat(999);
    Files.writeString(journal, longerThanTheNextLine, UTF_8, StandardOpenOption.APPEND);

    open();

    assertThat(calls.get("/subjects")).hasToString("200 [\"s\"]");
    assertThat(calls.register("t", A_AND_B)).hasToString("200 {\"id\":2}");
    reopen();
    assertThat(calls.get("/subjects")).hasToString("200 [\"s\",\"t\"]");
  }

  @Test
  void damagedLine_isNamedAndNothingIsChanged() throws Exception {
    calls.register("s", A);
    stop();
    String damaged = Files.readString(journal).replace("registered", "regist?red") + "{}\n";
    Files.writeString(journal, damaged);

    assertThatThrownBy(() -> SchemaRegistryServer.start(0, journal))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(journal.toString())
        .hasMessageContaining("line 1");
    assertThat(journal).hasContent(damaged);
    Files.delete(journal);
    open();
  }

  @Test
  void secondRegistryOnAJournal_isRefused() {
    assertThatThrownBy(() -> SchemaRegistryServer.start(0, journal))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("in use")
        .hasMessageContaining(journal.toString());
  }

  @Test
  void takenPort_isNamed() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(
              () -> SchemaRegistryServer.start(other.getLocalPort(), folder.resolve("other")))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("schema registry");
    }
  }

  @Test
  void malformedRequests_areAnsweredWithConfluentsCodes() throws Exception {
    calls.register("s", A);

    assertError(calls.post("/subjects/s/versions", "{"), 422, 422);
    assertError(calls.post("/subjects/s/versions", "{\"x\":1}"), 422, 422);
    assertError(calls.register("s", "{\"type\":\"nonsense\"}"), 422, 42201);
    assertError(
        calls.post("/subjects/s/versions", "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}"),
        422,
        42201);
    assertError(calls.put("/config", "{\"compatibility\":\"SIDEWAYS\"}"), 422, 42203);
    assertError(calls.put("/mode", "{\"mode\":\"READONLY\"}"), 422, 42204);
    assertError(calls.get("/subjects/s/versions/0"), 422, 42202);
    assertError(calls.get("/subjects/s/versions/x"), 422, 42202);
    assertError(calls.get("/subjects/s/versions/9"), 404, 40402);
    assertError(calls.get("/schemas/ids/9"), 404, 40403);
    assertError(calls.get("/nowhere"), 404, 404);
    assertError(calls.post("/subjects/s/nowhere", body(A_AND_B)), 404, 404);
    assertError(calls.get("/mode/s"), 404, 40409);
    assertThat(calls.get("/mode")).hasToString("200 {\"mode\":\"READWRITE\"}");
  }

  private static void assertError(RegistryCalls.Answer answer, int status, int code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.body().get("error_code").intValue()).isEqualTo(code);
    assertThat(answer.body().get("message").textValue()).isNotBlank();
  }

  private void open() {
    registry = SchemaRegistryServer.start(0, journal);
    calls = new RegistryCalls(registry.url());
  }

  private void reopen() {
    stop();
    open();
  }
}
