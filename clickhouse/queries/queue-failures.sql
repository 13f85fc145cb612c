-- Which queues lose time to failing batches?
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
-- Columns:
--   queue_name: the queue
--   script_name: its consumer
--   batches: delivered to the consumer
--   messages: in those batches; a message delivered again counts again
--   failed_batches: of severity critical or error
--   failed_messages: in those batches
--   error_types: types of error that occurred, sorted
SELECT
    queue_name,
    script_name,
    count() AS batches,
    sum(queue_batch_size) AS messages,
    countIf(severity IN ('critical', 'error')) AS failed_batches,
    sumIf(queue_batch_size, severity IN ('critical', 'error')) AS failed_messages,
    arraySort(groupUniqArrayIf(assumeNotNull(error_type), severity IN ('critical', 'error'))) AS error_types
FROM events
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
    AND queue_name IS NOT NULL
GROUP BY queue_name, script_name
ORDER BY failed_batches DESC, queue_name, script_name;
