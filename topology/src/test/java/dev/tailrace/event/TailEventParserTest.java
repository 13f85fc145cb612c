package dev.tailrace.event;

import static dev.tailrace.event.Events.event;
import static dev.tailrace.event.Events.invocation;
import static dev.tailrace.event.Events.json;
import static dev.tailrace.event.Events.parse;
import static dev.tailrace.event.Events.unreadable;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TailEventParserTest {

  /// Each line: event | event_name | url.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          {'request':{'url':'https://a/','method':'GET'}}                | s.fetch.ok             | https://a/
          {'request':{'url':''},'rpcMethod':'x'}                         | s.fetch.ok             | -
          {'rpcMethod':'put'}                                            | s.rpc.put.ok           | -
          {'rpcMethod':''}                                               | s.rpc.ok               | -
          {'request':null,'rpcMethod':'put'}                             | s.rpc.put.ok           | -
          {'request':{'url':'x'},'request':null,'rpcMethod':'put'}       | s.rpc.put.ok           | -
          {'mailFrom':'a@b','rcptTo':'c@d','rawSize':3}                  | s.email.ok             | mailto:c@d
          {'mailFrom':'a@b','rcptTo':''}                                 | s.email.ok             | -
          {'cron':'','scheduledTime':1763600016718.5}                    | s.scheduled.ok         | cron://2025-11-20T00:53:36.718Z
          {'cron':'* * * * *','scheduledTime':1.7636e12}                 | s.scheduled.ok         | cron://2025-11-20T00:53:20.000Z
          {'cron':'* * * * *','scheduledTime':'never'}                   | s.scheduled.ok         | -
          {'cron':'* * * * *','scheduledTime':1e300}                     | s.scheduled.ok         | -
          {'scheduledTime':'2025-11-20T00:53:20.001Z'}                   | s.alarm.ok             | cron://2025-11-20T00:53:20.001Z
          {'scheduledTime':'2025-11-20T01:53:20+01:00'}                  | s.alarm.ok             | cron://2025-11-20T00:53:20.000Z
          {'queue':'orders','batchSize':0}                               | s.queue.orders.ok      | -
          {'queue':'','batchSize':1}                                     | s.queue.ok             | -
          {'getWebSocketEvent':{'webSocketEventType':'close','code':1}}  | s.websocket.close.ok   | -
          {'getWebSocketEvent':{}}                                       | s.websocket.ok         | -
          {'consumedEvents':[]}                                          | s.tail.ok              | -
          {}                                                             | s.custom.ok            | -
          {'type':'overload','message':'m','more':1}                     | s.custom.ok            | -
          null                                                           | s.unknown.ok           | -
          """)
  void keysOfTheEvent_decideItsKind(String event, String name, String url) {
    EnrichedEvent got = event("{'outcome':'ok','scriptName':'s','event':" + event + "}");

    assertThat(got.eventName()).isEqualTo(name);
    assertThat(got.request().url()).isEqualTo(url);
  }

  /// Each line: value | reason | message.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          ``                       | EMPTY_VALUE    | no bytes at all where an event should be
          `  `                     | EMPTY_VALUE    | nothing but white space (2 bytes) where an event should be
          hello                    | NOT_JSON       | not JSON: found 'h' at byte 0 where a value should stand
          {'outcome':'ok',}        | NOT_JSON       | not JSON: found '}' at byte 16 where a field name in double quotes should stand
          {'outcome' 'ok'}         | NOT_JSON       | not JSON: found '"' at byte 11 where ':' should stand
          {'outcome':'ok'} x       | NOT_JSON       | not JSON: found 'x' at byte 17 where nothing more after the JSON value should stand
          {'outcome':'ok'}{}       | NOT_JSON       | not JSON: found '{' at byte 16 where nothing more after the JSON value should stand
          {'outcome':ok}           | NOT_JSON       | not JSON: found 'o' at byte 11 where a value should stand
          {'cpuTime':01}           | NOT_JSON       | not JSON: found '1' at byte 12 where ',' or '}' should stand
          {'outcome':'o            | TRUNCATED_JSON | the value ends after 13 bytes where the end of a string should follow: it was cut off
          {'outcome':tru           | TRUNCATED_JSON | the value ends after 14 bytes where 'true' should follow: it was cut off
          [{'outcome':'ok'}]       | BATCH          | a JSON array, which is a batch of events: publish each of its elements as a record
          'an event'               | NOT_AN_OBJECT  | JSON, but a string ("an event") where an event is an object
          null                     | NOT_AN_OBJECT  | JSON, but null (null) where an event is an object
          -12.5e3                  | NOT_AN_OBJECT  | JSON, but a number (-12.5e3) where an event is an object
          {}                       | UNKNOWN_FORM   | a JSON object in no accepted form: it has neither outcome, eventTimestamp or scriptName (tail event) nor EventType, EventTimestampMs, Outcome or ScriptName (Logpush)
          {'outcome':5}            | WRONG_TYPE     | outcome holds a number at byte 11 where a string must stand
          {'outcome':'ok','logs':'x'}   | WRONG_TYPE | logs holds a string at byte 23 where an array must stand
          {'outcome':'ok','event':[]}   | WRONG_TYPE | event holds an array at byte 24 where an object must stand
          {'outcome':'ok','cpuTime':'1'} | WRONG_TYPE | cpuTime holds a string at byte 26 where a number must stand
          {'outcome':'ok','truncated':1} | WRONG_TYPE | truncated holds a number at byte 28 where true or false must stand
          {'eventTimestamp':-1}    | OUT_OF_RANGE   | eventTimestamp is -1 at byte 18, outside 1970-01-01 to 2299-12-31 in Unix epoch milliseconds
          {'eventTimestamp':1e300} | OUT_OF_RANGE   | eventTimestamp is 1e300 at byte 18, outside 1970-01-01 to 2299-12-31 in Unix epoch milliseconds
          {'outcome':'ok','wallTime':-5} | OUT_OF_RANGE | wallTime is -5 at byte 27, outside 0 to 2^53 milliseconds
          """)
  void whatIsNoEvent_isRefusedWithPlaceAndFinding(
      String value, DeadLetterReason reason, String message) {
    Parsed.Unreadable unreadable = unreadable(json(value));

    assertThat(unreadable.message()).isEqualTo(message);
    assertThat(unreadable.reason()).isEqualTo(reason);
  }

  @Test
  void binaryValue_isNotJson() {
    assertThat(unreadable(new byte[] {0x1F, (byte) 0x8B, 8, 0}).message())
        .isEqualTo("not JSON: found byte 0x1f at byte 0 where a value should stand");
  }

  @Test
  void streamingTail_isNamed() {
    assertThat(
            unreadable(
                json(
                    "{'invocationId':'95','spanContext':{'traceId':'90'},'sequence':0,'event':{'type':'onset'}}")))
        .extracting(Parsed.Unreadable::reason)
        .isEqualTo(DeadLetterReason.STREAMING_TAIL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'overload','message':'sampling'}",
        "{'message':'sampling','type':'overload','extra':1}",
        "{'outcome':'ok','scriptName':'s','logs':[],'event':{'message':'sampling','type':'overload'}}"
      })
  void noticeOfWrangler_isNoInvocation(String notice) {
    assertThat(parse(notice)).isEqualTo(new Parsed.Notice("overload", "sampling"));
  }

  @Test
  void eventWithLogs_isNeverTakenForANotice() {
    assertThat(parse("{'outcome':'ok','logs':['x'],'event':{'message':'m','type':'overload'}}"))
        .isInstanceOf(Invocation.class);
  }

  @Test
  void deepNesting_isRefusedBeforeTheStackEnds() {
    String deep = "{'logs':" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThat(unreadable(json(deep)))
        .isEqualTo(
            new Parsed.Unreadable(
                DeadLetterReason.TOO_DEEP,
                "arrays and objects nest deeper than 1,000 levels at byte 1007"));
  }

  @Test
  void eventCutAnywhere_isUnreadable() {
    byte[] whole = Samples.lines("tail-events-prodlike.jsonl").get(1);

    for (int length = 1; length < whole.length; length++) {
      assertThat(unreadable(Arrays.copyOf(whole, length)).reason())
          .as("first %d bytes", length)
          .isEqualTo(DeadLetterReason.TRUNCATED_JSON);
    }
  }

  @Test
  void randomBytes_neverCrash() {
    Random random = new Random(7);
    TailEventParser parser = new TailEventParser();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);

      assertThat(parser.parse(bytes)).isInstanceOf(Parsed.Unreadable.class);
    }
  }

  @Test
  void parser_isFreshAfterEveryRecord() {
    TailEventParser parser = new TailEventParser();
    byte[] full = Samples.lines("tail-events-prodlike.jsonl").get(1);
    byte[] bare = json("{'outcome':'ok'}");

    parser.parse(full);
    parser.parse(Arrays.copyOf(full, full.length / 2));

    assertThat(parser.parse(bare)).isEqualTo(new TailEventParser().parse(bare));
  }

  @Test
  void lastOfDoubleKeys_counts() {
    EnrichedEvent got =
        event(
            """
            {'outcome':'exception','outcome':'ok','scriptName':'a','scriptName':null,
             'logs':[{'level':'error'}],'logs':[],'exceptions':[1],'exceptions':null,
             'event':{'request':{'url':'x'}},'event':{'rpcMethod':'a','rpcMethod':'b'}}\
            """);

    assertThat(got.eventName()).isEqualTo("unknown.rpc.b.ok");
    assertThat(got.classification().classifiedBy()).isEqualTo("success");
    assertThat(got.result().logs()).isNull();
    assertThat(got.result().exceptions()).isNull();
  }

  @Test
  void everythingNull_isAnInvocation() {
    EnrichedEvent got =
        event(
            """
            {'wallTime':null,'cpuTime':null,'truncated':null,'executionModel':null,'outcome':null,
             'durableObjectId':null,'scriptTags':null,'dispatchNamespace':null,'scriptVersion':null,
             'entrypoint':null,'scriptName':null,'diagnosticsChannelEvents':null,'exceptions':null,
             'logs':null,'eventTimestamp':null,'event':null}\
            """);

    assertThat(got.eventName()).isEqualTo("unknown.unknown.unknown");
    assertThat(got.eventTimestamp()).isEqualTo(Events.RECORD.timestamp());
  }

  @Test
  void escapedKeysAndByteOrderMark_areRead() {
    byte[] json =
        "\uFEFF {\"\\u006futcome\":\"\\u006fk\",\"event\":{\"request\":{\"headers\":{\"CF-R\\u0061y\":\"r\",\"User-Agent\":\"u\"}}}}"
            .getBytes(UTF_8);

    EnrichedEvent got = new Enricher().enrich(invocation(json), Events.RECORD).event();

    assertThat(got.outcome()).isEqualTo("ok");
    assertThat(got.request().cfRay()).isEqualTo("r");
    assertThat(got.request().userAgent()).isEqualTo("u");
  }

  @Test
  void workerColumns_areAsGiven() {
    EnrichedEvent.Worker worker =
        event(
                """
                {'outcome':'ok','scriptName':'s','entrypoint':'Db','scriptVersion':{'id':'v','tag':''},
                 'scriptTags':['a','b'],'durableObjectId':'d','executionModel':'durableObject',
                 'dispatchNamespace':'ns'}\
                """)
            .worker();

    assertThat(worker)
        .isEqualTo(
            new EnrichedEvent.Worker(
                "s", "ns", "s:Db", "Db", "v", "d", "durableObject", List.of("a", "b")));
    assertThat(
            event("{'outcome':'ok','scriptName':'s','entrypoint':'default'}").worker().workerName())
        .isEqualTo("s");
    assertThat(event("{'outcome':'ok','scriptTags':[]}").worker().scriptTags()).isNull();
  }

  @Test
  void arrays_areCopiedByteForByte() {
    String logs = "[{\"message\":[1e3,\"\u2028é😀\\u00e9\\ud83d\\ude00\\/\"],\"level\":\"log\"}]";

    assertThat(invocation("{'outcome':'ok','logs':" + logs + "}").logs().array()).hasToString(logs);
  }

  @Test
  void whatNoStoreHolds_isReplacedInArrays() {
    String logs = "[{\"message\":[\"a\\u0000b\\ud800c\\udc00d\\ud83d\\ude00\"]}]";

    assertThat(invocation("{'outcome':'ok','exceptions':" + logs + "}").exceptions().array())
        .hasToString("[{\"message\":[\"a\uFFFDb\uFFFDc\uFFFDd\\ud83d\\ude00\"]}]");
  }

  @Test
  void nulCharacterAlone_isReplacedInArrays() {
    assertThat(invocation("{'outcome':'ok','logs':['a\\u0000b']}").logs().array())
        .hasToString("[\"a\uFFFDb\"]");
  }

  @Test
  void surrogatesAsBytes_areReplacedInArrays() {
    byte[] json = json("{'outcome':'ok','logs':['ABC']}");
    int at = new String(json, UTF_8).indexOf("ABC");
    json[at] = (byte) 0xED;
    json[at + 1] = (byte) 0xB0;
    json[at + 2] = (byte) 0x80;

    assertThat(invocation(json).logs().array()).hasToString("[\"\uFFFD\"]");
  }

  @Test
  void whiteSpaceBetweenTokens_isDroppedFromArrays() {
    assertThat(
            invocation("{'outcome' : 'ok',\n 'logs' : [ { 'message' : [ 'a  b', 1 ] } , null ] }")
                .logs()
                .array())
        .hasToString("[{\"message\":[\"a  b\",1]},null]");
  }

  @Test
  void printedEvents_readAsTheyWereOnOneLine() {
    for (byte[] line : Samples.lines("tail-events-prodlike.jsonl").subList(0, 300)) {
      String compact = new String(line, UTF_8);

      assertThat(
              Columns.of(
                  new Enricher().enrich(invocation(Pretty.print(compact)), Events.RECORD).event()))
          .isEqualTo(Columns.of(new Enricher().enrich(invocation(line), Events.RECORD).event()));
    }
  }

  @Test
  void outputOfWranglerTail_isRead() {
    byte[] printed = Samples.text("wrangler-tail-format-json.txt").getBytes(UTF_8);
    JsonCursor cursor = new JsonCursor();
    int events = 0;
    cursor.reset(printed);
    while (cursor.peek() == '{') {
      byte[] one = cursor.rawText().toByteArray();

      assertThat(new TailEventParser().parse(one)).isInstanceOf(Invocation.class);
      events++;
      cursor.reset(new JsonText(printed, cursor.position(), printed.length - cursor.position()));
    }
    assertThat(events).isEqualTo(60);
  }

  @Test
  void eventOfTwoAndAHalfMegabytes_isRead() {
    StringBuilder bytes =
        new StringBuilder("{'outcome':'ok','diagnosticsChannelEvents':[{'message':{");
    for (int i = 0; i < 200_000; i++) {
      bytes.append(i == 0 ? "'" : ",'").append(i).append("':255");
    }
    bytes.append("},'channel':'c','timestamp':1}],'scriptName':'big'}");

    assertThat(bytes).hasSizeGreaterThan(2_400_000);
    assertThat(event(bytes.toString()).worker().scriptName()).isEqualTo("big");
  }

  @Test
  void sharedStructureOfFourteenLevels_isRead() {
    String shared = "{'leaf':'xxxxxxxxxxxxxxxxxxxx'}";
    for (int level = 0; level < 14; level++) {
      shared = "{'a':" + shared + ",'b':" + shared + "}";
    }

    String event = "{'outcome':'ok','diagnosticsChannelEvents':[{'message':" + shared + "}]}";

    assertThat(Events.enrich(event).mutations()).isEmpty();
  }
}
