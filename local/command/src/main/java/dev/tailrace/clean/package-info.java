/// What `tailrace clean` finds and removes on this machine.
///
/// Knows nothing of the command line. Start reading at [dev.tailrace.clean.Leftovers].
package dev.tailrace.clean;
