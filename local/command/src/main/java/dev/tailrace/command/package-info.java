/// The `tailrace` command: options, help, output and exit codes. What the commands do lives in the
/// other packages of this module, which must not depend on this one.
///
/// Start reading at `Tailrace`.
package dev.tailrace.command;
