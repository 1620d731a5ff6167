import { join } from 'node:path';
import { sweepAlliance } from './alliance/sweep';
import { App } from './app';
import { localKeys } from './auth/local-keys';
import { AUDIENCE, ISSUER, TokenVerifier } from './auth/tokens';
import { settleWeeks } from './boards/settle';
import { type Config, readConfig } from './config/config';
import { ConfigError } from './config/config-error';
import {
  ALLIANCE_LIMITS,
  BOARD_LIMITS,
  GOVERNANCE_LIMITS,
  HTTP_LIMITS,
  IMPORT_LIMITS,
} from './config/limits';
import { packageRoot } from './config/package-root';
import { openDatabase } from './database/open';
import { Recurring } from './database/recurring';
import { Replicas } from './database/replicas';
import { developmentTokens } from './development/tokens';
import { welcome } from './development/welcome';
import { registerExplorer } from './explorer/explorer';
import { NewcomerDays } from './exposure/newcomer-days';
import { DailyQuality } from './quality/daily-quality';
import { settleGovernance } from './governance/settle';
import { dropOldRows } from './imports/running/drop-rows';
import { seedDemo } from './seed/demo';
import { createLog } from './observability/log';
import { startProcessMetrics } from './observability/metrics';
import { listenForMetrics } from './observability/metrics-endpoint';
import { startTracing, stopTracing } from './observability/tracing';
import { tellOfDatabase, tellOfReplica } from './observability/tell-of-database';
import { createServer } from './server';

/** Starts everything in order, says where it listens, and stops everything in the opposite order. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const config = readConfig();
  const logger = createLog({
    level: config.logLevel,
    readable: !config.production && process.stderr.isTTY,
  });
  const log = (message: string, error?: unknown): void =>
    error === undefined ? logger.info(message) : logger.error({ err: error }, message);
  startProcessMetrics();
  startTracing();
  const database = await openDatabase({ applicationName: 'headwater', mayMigrate: !config.production });
  const { dataSource } = database;
  if (!config.production && (await seedDemo(dataSource))) log('A demo catalogue was made.');
  const onError = (error: unknown): void => log('Work in the background failed', error);
  const replicas = new Replicas(dataSource, config.replicaUrls, tellOfReplica(logger));
  const app = await App.start(dataSource, onError, tellOfDatabase(logger, database.embedded), replicas);

  const keys = config.auth ? undefined : await localKeys(config.dataDir);
  const auth = config.auth ?? { issuer: ISSUER, audience: AUDIENCE, publicKeys: [keys!.publicKey] };
  const tokens = await TokenVerifier.create(auth, (error) =>
    log('The keys of JWKS_URL cannot be had', error),
  );
  const server = await createServer({
    app,
    tokens,
    production: config.production,
    costRates: config.costRates,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    trustedDocumentsOnly: config.trustedDocumentsOnly,
    log,
    requestLog: logger,
  });
  const examples = keys && (await developmentTokens(dataSource, keys.privateKey));
  if (!config.production) {
    registerExplorer(server.http, {
      assetsDir: join(packageRoot(), 'dist', 'explorer'),
      // Whoever can reach the page can take the tokens, so it must be on this machine alone.
      session: () => (isLoopback(config.host) ? examples : undefined),
    });
  }
  const url = await server.http
    .listen({ host: config.host, port: config.port })
    .catch(async (error: unknown) => {
      await app.stop();
      await database.close();
      throw cannotListen(config, error);
    });
  const metrics = config.metrics && (await listenForMetrics(app, config.metrics));
  const newcomers = new NewcomerDays(dataSource, onError);
  newcomers.start();
  const quality = new DailyQuality(dataSource, onError);
  quality.start();
  const sweeps = new Recurring(
    (signal) => sweepAlliance(dataSource, new Date(), signal),
    onError,
    'alliance',
  );
  sweeps.start(ALLIANCE_LIMITS.checkMs);
  const boards = new Recurring((signal) => settleWeeks(dataSource, signal), onError, 'boards');
  boards.start(BOARD_LIMITS.checkMs);
  const governance = new Recurring((signal) => settleGovernance(dataSource, signal), onError, 'governance');
  governance.start(GOVERNANCE_LIMITS.sweepMs);
  const importRows = new Recurring((signal) => dropOldRows(dataSource, signal), onError, 'import_rows');
  importRows.start(IMPORT_LIMITS.dropCheckMs);
  process.stdout.write(welcome({ url, examples, seconds: (performance.now() - startedAt) / 1000 }));

  // graphql-js leaves the promises of a list behind when one of its items fails at once. That must not end the process.
  process.on('unhandledRejection', (error) => log('A promise was rejected that nobody waits for', error));

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // Whatever hangs must not keep the process: what was acknowledged is in the database.
    setTimeout(() => process.exit(1), HTTP_LIMITS.drainMs).unref();
    await server.close();
    tokens.stop();
    metrics?.close();
    const background = [newcomers, quality, governance, sweeps, boards, importRows];
    await Promise.all(background.map((work) => work.stop()));
    await app.stop();
    await database.close();
    await stopTracing();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
}

/** What is wrong with HOST or PORT in words, where that is it. */
function cannotListen({ host, port }: Config, error: unknown): unknown {
  const why = {
    EADDRINUSE: 'another process listens there; stop it, or set PORT to a free port (0: any)',
    EACCES: 'this user may not; set PORT to 1024 or more',
    EADDRNOTAVAIL: 'HOST is no address of this machine',
    ENOTFOUND: 'HOST is no address of this machine',
  }[(error as NodeJS.ErrnoException).code ?? ''];
  return why ? new ConfigError(`Cannot listen at ${host}:${port}: ${why}.`) : error;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : describe(error)}\n`);
  process.exit(1);
});
