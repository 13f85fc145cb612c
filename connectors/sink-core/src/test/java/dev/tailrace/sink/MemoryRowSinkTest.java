package dev.tailrace.sink;

/// The contract holds for the store in memory, so the contract itself can be kept.
class MemoryRowSinkTest extends RowSinkContract {
  @Override
  protected StoreUnderTest newStore() {
    return new MemoryStore();
  }
}
