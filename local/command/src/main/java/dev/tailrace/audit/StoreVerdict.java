package dev.tailrace.audit;

import java.util.List;

/// What the audit found of one store.
///
/// @param expected rows, letters, entities or windows that must be there
/// @param found that are there
/// @param lost that must be there and are not
/// @param duplicated copies beyond the first
/// @param differing that are there and are not as they must be, or that nothing accounts for
/// @param differences sentences that say where, about 20 at most
public record StoreVerdict(
    String store,
    long expected,
    long found,
    long lost,
    long duplicated,
    long differing,
    List<String> differences) {
  public StoreVerdict {
    differences = List.copyOf(differences);
  }

  /// Whether the store holds exactly what it must.
  public boolean addsUp() {
    return lost == 0 && duplicated == 0 && differing == 0;
  }
}
