package dev.tailrace.faults;

import java.util.Random;

/// A kind of fault.
interface Fault {
  /// Harms the world while load runs, and returns when everything that was harmed runs again,
  /// though what it missed may not have arrived yet.
  ///
  /// @param random decides everything that is left open
  /// @return how many faults that were
  int inflict(World world, Random random) throws InterruptedException;
}
