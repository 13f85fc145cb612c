package dev.tailrace.sink.r2;

import dev.tailrace.delivery.DeliveryStep;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.PositionOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// An object while it is written. It is held in memory up to the size of a part; what is larger
/// goes up in parts of that size, so memory is bounded. Nobody sees the object before [#finish].
///
/// A write waits while the bucket cannot be reached. Not thread-safe.
final class ObjectStream extends PositionOutputStream {
  private static final Logger log = LoggerFactory.getLogger(ObjectStream.class);
  private static final int FIRST_CAPACITY = 64 << 10;

  private final Bucket bucket;
  private final String key;
  private final int partBytes;
  private final Patience patience;
  private final List<CompletedPart> parts = new ArrayList<>();

  private byte[] buffer = new byte[FIRST_CAPACITY];
  private int filled;
  private long position;
  private Optional<String> upload = Optional.empty();
  private Bucket.Put result;

  ObjectStream(Bucket bucket, String key, int partBytes, Patience patience) {
    this.bucket = bucket;
    this.key = key;
    this.partBytes = partBytes;
    this.patience = patience;
  }

  String key() {
    return key;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == partBytes) {
        sendPart();
      }
      int fits = Math.min(left, partBytes - filled);
      reserve(filled + fits);
      System.arraycopy(bytes, from, buffer, filled, fits);
      filled += fits;
      from += fits;
      left -= fits;
    }
    position += length;
  }

  private void reserve(int needed) {
    if (needed > buffer.length) {
      long doubled = 2L * buffer.length;
      buffer = Arrays.copyOf(buffer, (int) Math.min(partBytes, Math.max(needed, doubled)));
    }
  }

  private void sendPart() throws IOException {
    try {
      if (upload.isEmpty()) {
        upload = Optional.of(patience.ask("beginning " + name(), () -> bucket.begin(key)));
      }
      String id = upload.orElseThrow();
      int number = parts.size() + 1;
      parts.add(
          patience.ask(
              "sending part " + number + " of " + name(),
              () -> bucket.part(key, id, number, body())));
      filled = 0;
      DeliveryStep.PART_SENT.reached();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private RequestBody body() {
    return RequestBody.fromRemainingByteBuffer(ByteBuffer.wrap(buffer, 0, filled));
  }

  private String name() {
    return bucket.location(key);
  }

  /// Does nothing: who writes to a stream closes it when the thread is interrupted too, in the
  /// thread that interrupts, and half an object must not become visible.
  @Override
  public void close() {}

  /// Makes the object visible, unless there is one of its key. Nothing may be written after it.
  Bucket.Put finish() throws IOException {
    try {
      if (upload.isEmpty()) {
        result = patience.ask("putting " + name(), () -> bucket.create(key, body()));
      } else {
        sendPart();
        String id = upload.orElseThrow();
        result = patience.ask("completing " + name(), () -> bucket.complete(key, id, parts));
        if (result == Bucket.Put.EXISTS) {
          removeParts();
        }
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    buffer = new byte[0];
    return result;
  }

  /// Gives the object up.
  void abandon() {
    if (result == null) {
      removeParts();
    }
  }

  /// Parts that cannot be removed now are removed by the bucket's rule for unfinished uploads.
  private void removeParts() {
    try {
      upload.ifPresent(id -> bucket.abort(key, id));
    } catch (RuntimeException e) {
      log.debug("{}: its parts stay until the bucket forgets them", name(), e);
    }
  }

  static InterruptedIOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    InterruptedIOException stopped = new InterruptedIOException("stopped while sending");
    stopped.initCause(e);
    return stopped;
  }
}
