package dev.tailrace.sink;

import java.util.List;

/// A store that keeps the newest state of each key.
///
/// A value holds its key and its version in fields of its own, and the store goes by these: of two
/// states of a key the one with the higher version is valid. So no write needs a name, as a batch
/// has one for [RowSink], and a replay of any age is harmless.
///
/// Laws, checked by `UpsertSinkContract` against every store:
///
///  - The same value written twice is one row to a reader.
///  - A state never hides one with a higher version, in whatever order they were written.
///  - After `Written` the store holds every value, or a higher version, apart from the values the
///    outcome names as rejected. After a failure it may hold any of them.
///
/// Threads: called from several threads at once, even for the same topic while a task hands its
/// partitions over. An interrupt asks a call to end soon; whatever it then returns is ignored.
public interface UpsertSink extends AutoCloseable {
  /// Stores the values, in one write if the store can. Returns only when they are durable, or are
  /// not known to be.
  ///
  /// @param values record values as they lie in the topic, none null
  Outcome upsert(String topic, List<byte[]> values);

  /// Gives up connections. A call that is still running may fail.
  @Override
  void close();
}
