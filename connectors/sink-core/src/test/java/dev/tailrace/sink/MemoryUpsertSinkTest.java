package dev.tailrace.sink;

/// The contract of upserts holds for the store in memory, so the contract itself can be kept.
class MemoryUpsertSinkTest extends UpsertSinkContract {
  @Override
  protected UpsertStoreUnderTest newStore() {
    return new MemoryUpsertStore();
  }
}
