/// What `tailrace doctor` examines: this machine, the stack on it, and a pipeline at its addresses.
///
/// Asks what others check when they start or apply, and changes nothing. Knows nothing of the
/// command line. Start reading at [dev.tailrace.doctor.Findings].
package dev.tailrace.doctor;
