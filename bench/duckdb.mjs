// What DuckDB makes of the same file: node bench/duckdb.mjs FILE OUT limits|rules THREADS
//
// `limits`: mean, average moving range and natural process limits of each series. `rules`: these and two rules, points
// outside the limits and seven points in a row on one side of the mean, as window functions. Types are given, so that
// nothing is guessed; the result is written as CSV, as ours is. Prints the seconds of the query alone: starting node
// and loading the library are not counted.
import { DuckDBInstance } from "@duckdb/node-api";

const [file, out, what, threads] = process.argv.slice(2);
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

const limits = `
  WITH ranged AS (
    SELECT series_id, period, value,
           abs(value - lag(value) OVER (PARTITION BY series_id ORDER BY period)) AS range
    FROM read_csv(${quoted(file)}, header = true,
                  columns = {'series_id': 'VARCHAR', 'period': 'DATE', 'value': 'DOUBLE'})),
  limits AS (
    SELECT series_id, avg(value) AS mean, avg(value) - 2.66 * avg(range) AS lpl, avg(value) + 2.66 * avg(range) AS upl
    FROM ranged GROUP BY series_id)`;

const queries = {
  limits: `${limits} SELECT * FROM limits`,
  rules: `${limits}, judged AS (
    SELECT series_id, period, mean, lpl, upl, value < lpl OR value > upl AS is_outside,
           abs(sum(sign(value - mean)) OVER (PARTITION BY series_id ORDER BY period
                                             ROWS BETWEEN 6 PRECEDING AND CURRENT ROW)) = 7 AS ends_shift
    FROM ranged JOIN limits USING (series_id))
  SELECT series_id, any_value(mean), any_value(lpl), any_value(upl), count_if(is_outside), count_if(ends_shift)
  FROM judged GROUP BY series_id`,
};

const connection = await (await DuckDBInstance.create(":memory:", { threads })).connect();
const began = process.hrtime.bigint();
await connection.run(`COPY (${queries[what]}) TO ${quoted(out)} (FORMAT csv, HEADER)`);
console.log(Number(process.hrtime.bigint() - began) / 1e9);
process.exit(0);
