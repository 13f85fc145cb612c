package dev.tailrace.postgres;

import dev.tailrace.things.Mark;

/// What a relationship must know of a thing that it joins.
///
/// @param exists whether the thing is there
/// @param deleted its last delete; [Mark#NONE] when there was none
record EndState(boolean exists, Mark deleted) {}
