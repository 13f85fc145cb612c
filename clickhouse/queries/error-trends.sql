-- Which errors are rising?
--
-- Compares a window of event time with as much time before it. Errors that did not rise are left out.
--
-- Parameters:
--   from: DateTime64(0, 'UTC'): start of the window, at a multiple of five minutes, e.g. 2026-11-20 10:00:00
--   to: DateTime64(0, 'UTC'): its end, e.g. 2026-11-20 11:00:00
--   limit: UInt32: at most so many, the steepest first, e.g. 20
-- Columns:
--   script_name: the Worker
--   error_type: refined type of the error
--   errors: in the window
--   errors_before: in as much time before it
--   rise: errors - errors_before
--   worst_5min: errors in the worst five minutes of the window
--   most_messages: largest number of different messages in five minutes of the window
SELECT
    script_name,
    error_type,
    sumIf(error_count, bucket >= {from:DateTime64(0, 'UTC')}) AS errors,
    sumIf(error_count, bucket < {from:DateTime64(0, 'UTC')}) AS errors_before,
    toInt64(errors) - toInt64(errors_before) AS rise,
    maxIf(error_count, bucket >= {from:DateTime64(0, 'UTC')}) AS worst_5min,
    maxIf(unique_messages, bucket >= {from:DateTime64(0, 'UTC')}) AS most_messages
FROM error_trends_5min_latest
WHERE bucket >= subtractSeconds({from:DateTime64(0, 'UTC')}, dateDiff('second', {from:DateTime64(0, 'UTC')}, {to:DateTime64(0, 'UTC')}))
    AND bucket < {to:DateTime64(0, 'UTC')}
GROUP BY script_name, error_type
HAVING rise > 0
ORDER BY rise DESC, script_name, error_type
LIMIT {limit:UInt32};
