/// The ClickHouse schema: migration files, the tool that applies and verifies them, and the
/// documented queries with their parameters.
///
/// Depends on the ClickHouse client alone, on no other module. Read first: [ClickHouseSchema], then
/// `migrations/V001__events.sql`.
package dev.tailrace.clickhouse;
