import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What this process counts and times. Labels take few values, all of them ours: each is a series that is kept. */
export const registry = new Registry();
const registers = [registry];

export const requestSeconds = new Histogram({
  name: 'headwater_request_duration_seconds',
  help: 'Requests by operation (a name of schema/operations, "other", or the route of what is no GraphQL) and status.',
  labelNames: ['operation', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers,
});
export const errorsTotal = new Counter({
  name: 'headwater_errors_total',
  help: 'Requests with an error, by extensions.code.',
  labelNames: ['code'],
  registers,
});
export const statementSeconds = new Histogram({
  name: 'headwater_sql_duration_seconds',
  help: 'SQL statements, sent by requests or by work in the background.',
  labelNames: ['by'],
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 15],
  registers,
});
export const poolConnections = new Gauge({
  name: 'headwater_pool_connections',
  help: 'Connections to the database.',
  labelNames: ['state'],
  registers,
});
export const poolWaiting = new Gauge({
  name: 'headwater_pool_waiting',
  help: 'Work that waits for a connection to the database.',
  registers,
});
export const poolRefused = new Gauge({
  name: 'headwater_pool_refused',
  help: 'Work that was refused because too much waited, or that waited too long, since the start.',
  registers,
});
export const databaseUp = new Gauge({
  name: 'headwater_database_up',
  help: '1 while the database answers.',
  registers,
});
export const replicaRead = new Gauge({
  name: 'headwater_replica_read',
  help: '1 while requests read from the replica, 0 while it is left out.',
  labelNames: ['replica'],
  registers,
});
export const replicaLag = new Gauge({
  name: 'headwater_replica_lag_seconds',
  help: 'How long it took the replica at last to have what the primary had.',
  labelNames: ['replica'],
  registers,
});
export const matchRounds = new Histogram({
  name: 'headwater_match_rounds',
  help: 'Rounds of probing that a ranking took.',
  buckets: [1, 2, 3, 5, 10],
  registers,
});
export const matchCells = new Histogram({
  name: 'headwater_match_cells_probed',
  help: 'Cells that a ranking read from.',
  buckets: [10, 50, 100, 500, 1_000, 5_000, 50_000],
  registers,
});
export const matchRows = new Histogram({
  name: 'headwater_match_rows_examined',
  help: 'Rows that a ranking read.',
  buckets: [50, 100, 500, 1_000, 10_000, 100_000],
  registers,
});
export const directoryCells = new Gauge({
  name: 'headwater_directory_cells',
  help: 'Cells of the directory.',
  registers,
});
export const refreshSeconds = new Histogram({
  name: 'headwater_refresh_duration_seconds',
  help: 'Bringing what is kept in memory in step with the database.',
  labelNames: ['what'],
  buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
  registers,
});
/** When each was last in step, in seconds since 1970: what is old is seen by its age, also where nothing is done any more. */
export const refreshedAt = new Gauge({
  name: 'headwater_refreshed_timestamp_seconds',
  help: 'When what is kept in memory was last in step with the database.',
  labelNames: ['what'],
  registers,
});
export const importRows = new Counter({
  name: 'headwater_import_rows_total',
  help: 'Rows of imports, by what was done with them.',
  labelNames: ['what'],
  registers,
});
export const importsEnded = new Counter({
  name: 'headwater_imports_ended_total',
  help: 'Imports that came to their end in this process, by their last status.',
  labelNames: ['status'],
  registers,
});
export const importsRunning = new Gauge({
  name: 'headwater_imports_running',
  help: 'Imports that this process works at.',
  registers,
});

/** Memory, event loop lag, garbage collection, as prom-client names them. */
export const startProcessMetrics = (): void => collectDefaultMetrics({ register: registry });
