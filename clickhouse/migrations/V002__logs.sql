-- logs: what was logged about invocations, in the columns of the first analytics schema. A view, so it costs no storage and cannot disagree
-- with events. Its event_type is the detailed name (gateway.fetch.ok), which events calls event_name. Mutations and metrics are not logs.

CREATE VIEW IF NOT EXISTS {{database}}.logs{{on_cluster}} AS
SELECT
    ulid,
    timestamp,
    event_timestamp,
    script_name,
    dispatch_namespace,
    worker_name,
    event_name AS event_type,
    url,
    method,
    cf_ray,
    user_agent,
    ip,
    status,
    outcome,
    rpc_method,
    queue_name,
    email_to,
    scheduled_time,
    cron,
    severity,
    category,
    error_type,
    error_message,
    has_exception,
    cpu_time,
    wall_time,
    log_count,
    logs,
    exception_count,
    exceptions,
    pipeline_instance,
    pipeline_batch_id,
    retry_count
FROM {{database}}.events AS e
WHERE e.event_type IN ('log', 'error');
