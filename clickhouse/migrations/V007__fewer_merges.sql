-- Fewer merges of events. Inserts come a dozen a second, and the engine's own base of 5 merges each row so often that merging takes more
-- processor time than inserting. With 10 it waits until parts that are worth one merge are twice as many.
--
-- Measured: 12 inserts of 1,000 rows a second for one minute, ClickHouse 26.7 on 2 cores, the first two at the same time, processor seconds
-- of merging / rows merged / parts that were left:
--
--   base 5    14.0 / 3,622,000 / 5
--   base 10   10.1 / 2,285,000 / 4
--   base 20    8.1 / 1,485,000 / 16   (another run, of 45 seconds: times and rows times 4/3)
ALTER TABLE {{database}}.events{{on_cluster}} MODIFY SETTING merge_selector_base = 10;
