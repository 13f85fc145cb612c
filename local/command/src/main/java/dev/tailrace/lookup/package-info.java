/// Looks a thing up in the stores: its state, its relationships and its history, now or at a time.
///
/// Start reading at [dev.tailrace.lookup.ThingLookup]. Knows nothing of the command line.
package dev.tailrace.lookup;
