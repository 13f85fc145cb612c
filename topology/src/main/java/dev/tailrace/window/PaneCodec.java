package dev.tailrace.window;

/// A pane as bytes, for the state store.
///
/// Layout: a version byte; one byte that is 1 when the pane has changed since it was published;
/// varints of opened, closes and version; then the content. Of a service: varints of events, late
/// events, critical errors, errors, warnings, the four status classes, total CPU and wall time, and
/// two sketches (zeros, number of bins, and for each its zigzag distance from the bin before and
/// its count). Of errors: events, late events, number of hashes, and each hash's distance from the
/// one before.
public final class PaneCodec {
  private static final byte VERSION = 1;
  private static final int FIRST_CAPACITY = 256;
  private static final int CHANGED_AT = 1;

  private PaneCodec() {}

  public static byte[] encode(Pane pane) {
    ByteWriter out = new ByteWriter(FIRST_CAPACITY);
    out.put(VERSION);
    out.put(pane.changed() ? 1 : 0);
    out.putVarint(pane.openedMillis());
    out.putVarint(pane.closesMillis());
    out.putVarint(pane.version());
    switch (pane.content()) {
      case ServiceContent service -> put(out, service);
      case ErrorContent errors -> put(out, errors);
    }
    return out.toByteArray();
  }

  /// Whether the encoded pane has changed since it was published, without decoding it.
  public static boolean isChanged(byte[] encoded) {
    return encoded[CHANGED_AT] != 0;
  }

  /// The pane that [#encode] wrote.
  ///
  /// @throws IllegalArgumentException when another version of Tailrace wrote it
  public static Pane decode(WindowKey key, byte[] encoded) {
    if (encoded[0] != VERSION) {
      throw new IllegalArgumentException(
          "the state of window %s has version %d, this is version %d: another version of Tailrace wrote it"
              .formatted(key.text(), encoded[0], VERSION));
    }
    ByteReader in = new ByteReader(encoded, CHANGED_AT + 1, encoded.length);
    long opened = in.readVarint();
    long closes = in.readVarint();
    long version = in.readVarint();
    WindowContent content = key.empty();
    switch (content) {
      case ServiceContent service -> read(in, service);
      case ErrorContent errors -> read(in, errors);
    }
    return new Pane(opened, closes, version, isChanged(encoded), content);
  }

  private static void put(ByteWriter out, ServiceContent service) {
    out.putVarint(service.events);
    out.putVarint(service.lateEvents);
    out.putVarint(service.criticalErrors);
    out.putVarint(service.errors);
    out.putVarint(service.warnings);
    for (long status : service.statuses) {
      out.putVarint(status);
    }
    out.putVarint(service.totalCpuTime);
    out.putVarint(service.totalWallTime);
    put(out, service.cpuTimes);
    put(out, service.wallTimes);
  }

  private static void read(ByteReader in, ServiceContent service) {
    service.events = in.readVarint();
    service.lateEvents = in.readVarint();
    service.criticalErrors = in.readVarint();
    service.errors = in.readVarint();
    service.warnings = in.readVarint();
    for (int i = 0; i < service.statuses.length; i++) {
      service.statuses[i] = in.readVarint();
    }
    service.totalCpuTime = in.readVarint();
    service.totalWallTime = in.readVarint();
    read(in, service.cpuTimes);
    read(in, service.wallTimes);
  }

  private static void put(ByteWriter out, DurationSketch sketch) {
    out.putVarint(sketch.zeros());
    out.putVarint(sketch.binCount());
    int[] last = {0};
    sketch.forEachBin(
        (bin, count) -> {
          out.putSigned(bin - last[0]);
          out.putVarint(count);
          last[0] = bin;
        });
  }

  private static void read(ByteReader in, DurationSketch sketch) {
    sketch.addZeros(in.readVarint());
    int bins = in.readCount();
    int bin = 0;
    for (int i = 0; i < bins; i++) {
      bin += (int) in.readSigned();
      sketch.add(bin, in.readVarint());
    }
  }

  private static void put(ByteWriter out, ErrorContent errors) {
    out.putVarint(errors.events);
    out.putVarint(errors.lateEvents);
    DistinctSketch messages = errors.messages;
    out.putVarint(messages.size());
    long last = 0;
    for (int i = 0; i < messages.size(); i++) {
      out.putVarint(messages.hash(i) - last);
      last = messages.hash(i);
    }
  }

  private static void read(ByteReader in, ErrorContent errors) {
    errors.events = in.readVarint();
    errors.lateEvents = in.readVarint();
    int hashes = in.readCount();
    long hash = 0;
    for (int i = 0; i < hashes; i++) {
      hash += in.readVarint();
      errors.messages.add(hash);
    }
  }
}
