/// What `tailrace reset` does to a pipeline at its addresses: throws away what was made of the raw
/// topic, so that it is made anew, and refuses where that would double rows. The local stack's own
/// reset is [dev.tailrace.stack.StackReset].
///
/// Knows nothing of the command line. Start reading at [dev.tailrace.reset.PipelineReset].
package dev.tailrace.reset;
