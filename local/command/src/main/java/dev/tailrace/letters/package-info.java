/// Dead letters: reading them, showing them, and publishing them again, never twice by accident.
/// May depend on the topology's names and headers and on `dev.tailrace.produce` for Kafka clients;
/// knows nothing of commands. Read [Letter], [LetterSource] and [Replay] first.
package dev.tailrace.letters;
