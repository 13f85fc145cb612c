package dev.tailrace.topology;

import com.github.f4b6a3.ulid.Ulid;
import java.util.random.RandomGenerator;

/// Makes batch ids: ULIDs that rise strictly, also when the clock stands still or goes back.
///
/// Law: `compare(next(last, t), last) > 0` for every t.
final class BatchIds {
  static final int LENGTH = 26;
  private static final int RANDOM_BYTES = 10;
  private final RandomGenerator random;
  private final byte[] entropy = new byte[RANDOM_BYTES];

  BatchIds(RandomGenerator random) {
    this.random = random;
  }

  String first(long nowMillis) {
    random.nextBytes(entropy);
    return new Ulid(nowMillis, entropy).toString();
  }

  /// An id above `last`. Its time is `nowMillis`, or the time of `last` while the clock is not past
  /// it.
  String next(String last, long nowMillis) {
    return nowMillis > millis(last) ? first(nowMillis) : Ulid.from(last).increment().toString();
  }

  static long millis(String id) {
    return Ulid.from(id).getTime();
  }
}
