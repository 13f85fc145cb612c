package dev.tailrace.event;

/// Reads `request` and `response` of a fetch event, as far as they become columns.
final class RequestReader {
  private enum Field {
    URL("url"),
    METHOD("method"),
    HEADERS("headers"),
    CF("cf"),
    OTHER(null);

    final String json;

    Field(String json) {
      this.json = json;
    }
  }

  private enum CfField {
    COLO("colo"),
    COUNTRY("country"),
    OTHER(null);

    final String json;

    CfField(String json) {
      this.json = json;
    }
  }

  private enum ResponseField {
    STATUS,
    OTHER
  }

  private static final FieldNames<Field> FIELDS =
      new FieldNames<>(Field.class, Field.OTHER, field -> field.json);
  private static final FieldNames<CfField> CF_FIELDS =
      new FieldNames<>(CfField.class, CfField.OTHER, field -> field.json);
  private static final FieldNames<ResponseField> RESPONSE_FIELDS =
      new FieldNames<>(ResponseField.class, ResponseField.OTHER, _ -> "status");

  private static final String CF_RAY = "cf-ray";
  private static final String USER_AGENT = "user-agent";
  private static final String CONNECTING_IP = "cf-connecting-ip";

  private final JsonCursor cursor;
  private final StringCache cache;
  private String url;
  private String method;
  private Integer status;
  private String cfRay;
  private String userAgent;
  private String ip;
  private String colo;
  private String country;

  RequestReader(JsonCursor cursor, StringCache cache) {
    this.cursor = cursor;
    this.cache = cache;
  }

  void reset() {
    status = null;
    resetRequest();
  }

  Trigger.Fetch fetch() {
    return new Trigger.Fetch(url, method, status, cfRay, userAgent, ip, colo, country);
  }

  void readRequest() {
    resetRequest();
    if (!enter()) {
      return;
    }
    while (cursor.nextField()) {
      switch (cursor.field(FIELDS)) {
        case URL -> url = cursor.textOrNull();
        case METHOD -> method = cursor.textOrNull(cache);
        case HEADERS -> readHeaders();
        case CF -> readCf();
        case OTHER -> cursor.skipValue();
      }
    }
  }

  void readResponse() {
    status = null;
    if (!enter()) {
      return;
    }
    while (cursor.nextField()) {
      switch (cursor.field(RESPONSE_FIELDS)) {
        case STATUS -> status = statusOf(cursor.numberOrNaN());
        case OTHER -> cursor.skipValue();
      }
    }
  }

  private void resetRequest() {
    url = null;
    method = null;
    resetHeaders();
    resetCf();
  }

  private void resetHeaders() {
    cfRay = null;
    userAgent = null;
    ip = null;
  }

  private void resetCf() {
    colo = null;
    country = null;
  }

  private void readHeaders() {
    resetHeaders();
    if (!enter()) {
      return;
    }
    while (cursor.nextField()) {
      // Nearly every header is some other one, and its length alone says so.
      if (cursor.isField(CF_RAY)) {
        cfRay = cursor.textOrNull();
      } else if (cursor.isField(USER_AGENT)) {
        userAgent = cursor.textOrNull(cache);
      } else if (cursor.isField(CONNECTING_IP)) {
        ip = cursor.textOrNull(cache);
      } else {
        cursor.skipValue();
      }
    }
  }

  private void readCf() {
    resetCf();
    if (!enter()) {
      return;
    }
    while (cursor.nextField()) {
      switch (cursor.field(CF_FIELDS)) {
        case COLO -> colo = cursor.textOrNull(cache);
        case COUNTRY -> country = cursor.textOrNull(cache);
        case OTHER -> cursor.skipValue();
      }
    }
  }

  /// Enters an object, or passes over anything else.
  private boolean enter() {
    if (cursor.peek() == '{') {
      cursor.enterObject();
      return true;
    }
    cursor.skipValue();
    return false;
  }

  /// A response that was never sent has status 0.
  /// Anything but a positive 16-bit number is no HTTP status; a column of that width must hold it.
  private static Integer statusOf(double number) {
    return number >= 1 && number <= 65_535 ? (Integer) (int) number : null;
  }
}
