package dev.tailrace.event;

import static dev.tailrace.event.Events.event;
import static dev.tailrace.event.Events.unreadable;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogpushTest {
  /// Each line: number of the sample | event_name | classified_by | url | cf_ray | status.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          1  | documented-logpush.fetch.ok                 | success     | https://shop.example.com/     | 550ff1e7c4842929 | 200
          2  | documented-logpush.fetch.exception          | exception   | https://shop.example.com/boom | c6d1623ed27c7513 | 500
          3  | documented-logpush.fetch.exception          | exception   | https://shop.example.com/big  | dbffc183d67fd760 | 500
          4  | documented-logpush.fetch.canceled           | client-gone | https://shop.example.com/gone | 1e4792bbc18e2c37 | -
          5  | production.documented-logpush.fetch.ok      | http-4xx    | https://shop.example.com/none | e6ac7ab315112ff9 | 404
          6  | documented-logpush.scheduled.ok             | success     | cron://2025-11-20T01:02:00.553Z | -              | -
          7  | documented-logpush.alarm.ok                 | success     | cron://2025-11-20T01:03:41.053Z | -              | -
          8  | documented-logpush.queue.orders.ok          | success     | -                             | -                | -
          9  | documented-logpush.email.ok                 | success     | mailto:c@d.example            | -                | -
          10 | documented-logpush.rpc.get.ok               | success     | -                             | -                | -
          11 | documented-logpush.websocket.ok             | success     | -                             | -                | -
          12 | documented-logpush.fetch.exception          | exception   | https://shop.example.com/v2/_catalog | 2ade48973bd43ddd | 404
          """)
  void documentedRecords_readAsTailEvents(
      int number, String name, String rule, String url, String ray, Integer status) {
    EnrichedEvent event = sample(number);

    assertThat(event.eventName()).isEqualTo(name);
    assertThat(event.classification().classifiedBy()).isEqualTo(rule);
    assertThat(event.request().cfRay()).isEqualTo(ray);
    assertThat(event.result().status()).isEqualTo(status);
    if (!name.contains("scheduled") && !name.contains("alarm")) {
      assertThat(event.request().url()).isEqualTo(url);
    }
  }

  @Test
  void emptyTexts_areNull() {
    EnrichedEvent.Worker worker = sample(1).worker();

    assertThat(worker.dispatchNamespace()).isNull();
    assertThat(worker.entrypoint()).isNull();
    assertThat(worker.scriptTags()).isNull();
    assertThat(sample(5).worker().scriptTags()).isEqualTo(List.of("customer:42"));
    assertThat(worker.scriptVersion()).isEqualTo("397b404a-6c9a-4b30-9a1d-e08086c8e540");
  }

  @Test
  void logsAndExceptions_getTheShapeOfTheRuntime() {
    assertThat(sample(1).result().logs())
        .hasToString(
            "[{\"message\":[\"bar\",\"foo\"],\"level\":\"log\",\"timestamp\":1763600018053}]");
    assertThat(sample(2).result().exceptions())
        .hasToString(
            "[{\"name\":\"TypeError\",\"message\":\"x is not a"
                + " function\",\"timestamp\":1763600018553}]");
  }

  @Test
  void recordsOfThirdParties_getTheSameShape() {
    EnrichedEvent event = sample(12);

    assertThat(event.result().logs())
        .hasToString("[{\"message\":[\"Request received\"],\"level\":\"info\"}]");
    assertThat(event.classification().errorType()).isEqualTo("TypeError");
    assertThat(event.classification().errorMessage())
        .isEqualTo("Uncaught TypeError: x of undefined");
  }

  @Test
  void bareEntries_becomeMessages() {
    EnrichedEvent event =
        event("{'Outcome':'ok','Logs':['l',{'Message':'m'},{}],'Exceptions':['e']}");

    assertThat(event.result().logs())
        .hasToString("[{\"message\":[\"l\"]},{\"message\":[\"m\"]},{\"message\":[]}]");
    assertThat(event.result().exceptions()).hasToString("[{\"message\":\"e\"}]");
  }

  /// Each line: record | event_name.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'EventType':'fetch'}                              | unknown.fetch.unknown
          {'EventType':'alarm','Event':{}}                   | unknown.alarm.unknown
          {'EventType':'scheduled'}                          | unknown.scheduled.unknown
          {'EventType':'queue','Event':null}                 | unknown.queue.unknown
          {'EventType':'worker_rpc','Event':{}}              | unknown.rpc.unknown
          {'EventType':'email'}                              | unknown.email.unknown
          {'EventType':'something_new','Event':{'Queue':'q'}} | unknown.custom.unknown
          {'Outcome':'ok','Event':{'Queue':'q'}}             | unknown.queue.q.ok
          {'Outcome':'ok','Event':{'Cron':'* * * * *'}}      | unknown.scheduled.ok
          {'Outcome':'ok'}                                   | unknown.unknown.ok
          {'ScriptName':'s','EventTimestampMs':1}            | s.unknown.unknown
          """)
  void missingFields_areBorne(String record, String name) {
    assertThat(event(record).eventName()).isEqualTo(name);
  }

  @Test
  void wrongType_isRefused() {
    Parsed.Unreadable unreadable = unreadable(Events.json("{'Outcome':'ok','Logs':'x'}"));

    assertThat(unreadable.reason()).isEqualTo(DeadLetterReason.WRONG_TYPE);
    assertThat(unreadable.message())
        .startsWith("Logpush record, read as a tail event: logs holds a string");
  }

  private static EnrichedEvent sample(int number) {
    byte[] line = Samples.lines("logpush-documented.jsonl").get(number - 1);
    return new Enricher().enrich(Events.invocation(line), Events.RECORD).event();
  }
}
