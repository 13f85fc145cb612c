package dev.tailrace.sink;

/// A store that takes whole batches.
///
/// Laws, checked by `RowSinkContract` against every store:
///
///  - The same batch written twice gives one copy, also when the first write's answer was lost.
///  - A completed batch is there once, whatever was left of it before.
///  - A batch is stored wholly, apart from the rows it names as rejected.
///  - Nothing is stored that the outcome does not own up to: after `Broken` the table is as before.
///
/// Threads: called from several threads at once, never twice at once for one partition, in the
/// order of the partition's batches. An interrupt asks a call to end soon; whatever it then returns
/// is ignored, and whatever it still stores is harmless by the first law.
public interface RowSink extends AutoCloseable {
  /// Stores a batch that, as far as the caller knows, nobody tried to store before. Returns only
  /// when the rows are durable, or are known not to be.
  Outcome write(Batch batch);

  /// Stores a batch of which earlier attempts may have left anything: nothing, a part, all of it,
  /// or only the store's memory of it. That memory proves nothing: a store that remembers a batch
  /// may have died before it held the rows. Answers and returns as [#write], but may cost more.
  Outcome complete(Batch batch);

  /// Answers what [#write] would answer if the store took the batch, and stores nothing. Used to
  /// learn how many rows of an already stored batch can be decoded.
  Outcome rehearse(Batch batch);

  /// What the store holds already.
  StoredBatches stored();

  /// Gives up connections. A call that is still running may fail.
  @Override
  void close();
}
