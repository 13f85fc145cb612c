package dev.tailrace.event;

import static dev.tailrace.event.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {
  /// Each line: what the event holds | rule | severity | category | error_type | error_message.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          'outcome':'exceededCpu'                                            | runtime-killed           | critical | runtime     | exceededCpu   | Worker exceededCpu
          'outcome':'exceededMemory'                                         | runtime-killed           | critical | runtime     | exceededMemory | Worker exceededMemory
          'outcome':'exceededWallTime'                                       | runtime-killed           | critical | runtime     | exceededWallTime | Worker exceededWallTime
          'outcome':'scriptNotFound'                                         | runtime-killed           | critical | runtime     | scriptNotFound | Worker scriptNotFound
          'outcome':'killSwitch'                                             | runtime-killed           | critical | runtime     | killSwitch    | Worker killSwitch
          'outcome':'daemonDown'                                             | runtime-killed           | critical | runtime     | daemonDown    | Worker daemonDown
          'outcome':'internalError','exceptions':[{'message':'ref = 8f'}]    | runtime-killed           | critical | runtime     | internalError | ref = 8f
          'outcome':'internalError','exceptions':[{'message':''}]            | runtime-killed           | critical | runtime     | internalError | Worker internalError
          'outcome':'loadShed'                                               | runtime-shed             | error    | runtime     | loadShed      | Worker loadShed
          'outcome':'aborted'                                                | runtime-shed             | error    | runtime     | aborted       | Worker aborted
          'outcome':'exceededSubrequests'                                    | runtime-shed             | error    | runtime     | exceededSubrequests | Worker exceededSubrequests
          'outcome':'ok','exceptions':[{'name':'TypeError','message':'x'}]   | exception                | critical | exception   | TypeError     | x
          'outcome':'ok','exceptions':[{'name':'','message':''}]             | exception                | critical | exception   | Error         | Unknown error
          'outcome':'ok','exceptions':[{'name':'E','message':null}]          | exception                | critical | exception   | E             | Unknown error
          'outcome':'ok','exceptions':[{'name':'E','message':{'code': 1}}]   | exception                | critical | exception   | E             | {"code":1}
          'outcome':'ok','exceptions':['thrown text']                        | exception                | critical | exception   | Error         | thrown text
          'outcome':'canceled','exceptions':[{'name':'A'},{'name':'B'}]      | exception                | critical | exception   | A             | Unknown error
          'outcome':'exception'                                              | exception-without-detail | critical | runtime     | exception     | Worker exception
          'outcome':'ok','event':{'request':{},'response':{'status':500}}    | http-5xx                 | error    | http        | server_error  | HTTP 500
          'outcome':'canceled','event':{'request':{},'response':{'status':503}} | http-5xx              | error    | http        | server_error  | HTTP 503
          'outcome':'canceled','event':{'request':{},'response':{'status':404}} | client-gone           | info     | runtime     | -             | -
          'outcome':'responseStreamDisconnected'                             | client-gone              | info     | runtime     | -             | -
          'outcome':'unknown'                                                | outcome-unknown          | warning  | runtime     | unknown       | Worker unknown
          'outcome':null                                                     | outcome-unknown          | warning  | runtime     | unknown       | Worker unknown
          'outcome':'ok','event':{'request':{},'response':{'status':404}}    | http-4xx                 | warning  | http        | client_error  | HTTP 404
          'outcome':'ok','event':{'request':{},'response':{'status':499}}    | http-4xx                 | warning  | http        | client_error  | HTTP 499
          'outcome':'ok','event':{'request':{},'response':{'status':399}}    | success                  | info     | success     | -             | -
          'outcome':'ok','logs':[{'level':'error','message':['a',1,{'b': [null]}]}] | logged-error      | warning  | application | logged_error  | a 1 {"b":[null]}
          'outcome':'ok','logs':[{'level':'log','message':['DbError: gone']}] | logged-error            | warning  | application | DbError       | DbError: gone
          'outcome':'ok','logs':[{'level':'log','message':['Error: gone']}]   | logged-error            | warning  | application | Error         | Error: gone
          'outcome':'ok','logs':[{'level':'log','message':['QuotaExceeded:','5']}] | logged-error       | warning  | application | QuotaExceeded | QuotaExceeded: 5
          'outcome':'ok','logs':[{'level':'log','message':['\\u0044bFault: x']}] | logged-error         | warning  | application | DbFault       | DbFault: x
          'outcome':'ok','logs':[{'level':'log','message':'IOException: bare'}] | logged-error          | warning  | application | IOException   | IOException: bare
          'outcome':'ok','logs':[{'level':'log','message':['m'],'errorInfo':[null,{'name':'PaymentError'}]}] | logged-error | warning | application | PaymentError | m
          'outcome':'ok','logs':[{'level':'warn','message':['w']},{'level':'error','message':['e']}] | logged-error | warning | application | logged_error | e
          'outcome':'ok','logs':[{'level':'warn','message':{'an': 'object'}}] | logged-warning          | warning  | application | logged_warning | {"an":"object"}
          'outcome':'ok','logs':[{'level':'warn'}]                            | logged-warning          | warning  | application | logged_warning | ``
          'outcome':'ok','logs':[{'level':'log','message':['Note: fine']}]    | success                 | info     | success     | -             | -
          'outcome':'ok','logs':[{'level':'log','message':['dbError: fine']}] | success                 | info     | success     | -             | -
          'outcome':'ok','logs':[{'level':'log','message':['Error']}]         | success                 | info     | success     | -             | -
          'outcome':'ok','logs':[{'level':'log','message':['Error:fine']}]    | success                 | info     | success     | -             | -
          'outcome':'ok'                                                     | success                  | info     | success     | -             | -
          """)
  void firstRuleThatHolds_decides(
      String fields, String rule, String severity, String category, String type, String message) {
    EnrichedEvent event = event("{" + fields.replace("\\\\", "\\") + "}");

    EnrichedEvent.Classification got = event.classification();
    assertThat(got.classifiedBy()).isEqualTo(rule);
    assertThat(got.severity().text()).isEqualTo(severity);
    assertThat(got.category().text()).isEqualTo(category);
    assertThat(got.errorType()).isEqualTo(type);
    assertThat(got.errorMessage()).isEqualTo(message);
    assertThat(event.eventType().text())
        .isEqualTo(severity.equals("critical") || severity.equals("error") ? "error" : "log");
  }

  /// Each line: name | stack | message | error_type.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          TypeError | BillingError: x\\n    at f | DbError: y | TypeError
          Error     | BillingError: x\\n    at f | DbError: y | BillingError
          Error     | Poison: x                  | y          | Poison
          Error     | \\    at f (a.js:1)        | DbError: y | DbError
          Error     | \\    at f (a.js:1)        | Poison: y  | Error
          Error     | \\    at f (a.js:1)        | Exception: y | Error
          Error     | lower: x                   | RateLimitExceeded: y | RateLimitExceeded
          Error     | Error: x                   | DbError: y | Error
          """)
  void generalName_isRefined(String name, String stack, String message, String type) {
    String thrown =
        "{'outcome':'exception','exceptions':[{'name':'%s','stack':'%s','message':'%s'}]}"
            .formatted(name, stack.replace("\\\\n", "\\n").replace("\\ ", " "), message);

    assertThat(event(thrown).classification().errorType()).isEqualTo(type);
  }

  @Test
  void longMessage_isCutBetweenCharacters() {
    String emoji = "😀";
    String message = "x" + emoji.repeat(600);

    String cut =
        event("{'outcome':'ok','exceptions':[{'message':'" + message + "'}]}")
            .classification()
            .errorMessage();

    assertThat(cut).isEqualTo("x" + emoji.repeat(499)).hasSize(999);
  }

  @Test
  void longLogs_areNotBuiltBeyondTheCut() {
    String argument = "y".repeat(400);
    String arguments = "'" + String.join("','", argument, argument, argument, argument) + "'";

    String message =
        event("{'outcome':'ok','logs':[{'level':'error','message':[" + arguments + "]}]}")
            .classification()
            .errorMessage();

    assertThat(message).hasSize(1_000).startsWith(argument + " " + argument + " ");
  }
}
