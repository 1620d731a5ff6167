import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { findBinaries } from './embedded-binaries';
import { assertMajor, ensureCluster } from './embedded-cluster';
import { explainFailure, hintOf } from './embedded-failure';
import { freePort, type Launch, launchPostmaster, readPostmaster, runsIn } from './embedded-postmaster';
import { Presence } from './embedded-presence';
import {
  type ConnectionRecord,
  type Places,
  placesIn,
  readRecord,
  recordPort,
  urlOf,
} from './embedded-record';

export interface EmbeddedPostgresOptions {
  dataDir: string;
  log?: (message: string) => void;
}

export interface EmbeddedPostgres {
  /** postgres://…@127.0.0.1:PORT/headwater */
  readonly url: string;
  /** Whether the server was running already: another process, or an earlier one that was killed, had started it. */
  readonly attached: boolean;
  /** What its log says in its last lines, in plain words: why it has ended, where it has. */
  lastWords(): string | undefined;
  /**
   * The last one out turns off the light: ends the server unless other sessions are open, whoever started it.
   * Close your own pool first, or it counts as another session.
   */
  stop(): Promise<void>;
}

type Log = (message: string) => void;

/** A server that replays its log after a crash answers late, but it answers. */
const READY_WITHIN_MS = 120_000;
/** Stragglers of a killed server let go of its memory within this time. */
const RETRY_WITHIN_MS = 8000;
/** A stop writes what is in memory to the disk. */
const STOPPED_WITHIN_MS = 60_000;
const RETRY_PAUSE_MS = 50;
const POLL_MS = 10;
/** Characters of the log: the dozens of lines that a server writes when it goes down. */
const LAST_WORDS = 4_000;

const PORT_TAKEN = /Address already in use|could not bind/;
const LOCKED = /lock file ".*" (already exists|is empty)|shared memory block .* is still in use/;

/** Starts the Postgres of this data directory, made on the first start; joins it where it is already running. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const places = placesIn(options.dataDir);
  const record = await ensureCluster(places, findBinaries, log);
  const { presence, port, attached } = await joinOrLaunch(places, record);
  recordPort(places.record, record, port);
  log(`${attached ? 'joined' : 'started'} Postgres on port ${port}, its log is ${places.log}`);

  let stopping: Promise<void> | undefined;
  return {
    url: urlOf(record, port),
    attached,
    lastWords: () => hintOf(readFileSync(places.log, 'utf8').slice(-LAST_WORDS)),
    stop: () => (stopping ??= stop(places, record, presence, log)),
  };
}

/** How to reach the server of this data directory; undefined while none is running. */
export function embeddedUrl(dataDir: string): string | undefined {
  if (!existsSync(dataDir)) {
    return undefined;
  }
  const places = placesIn(dataDir);
  const record = readRecord(places.record);
  const postmaster = record && readPostmaster(places.cluster);
  return postmaster && urlOf(record, postmaster.port);
}

/**
 * No lock of our own guards this: Postgres lets one server only into a cluster. Of two starts at the same moment one
 * server gives up, and its launcher finds the other one.
 */
async function joinOrLaunch(places: Places, record: ConnectionRecord) {
  const readyBy = Date.now() + READY_WITHIN_MS;
  let retryBy = Infinity;
  let launch: Launch | undefined;
  let port = record.port;
  for (;;) {
    const postmaster = readPostmaster(places.cluster);
    const presence = postmaster?.ready && (await Presence.open(record, postmaster.port));
    if (presence) {
      return { presence, port: postmaster.port, attached: postmaster.pid !== launch?.pid };
    }
    if (postmaster === undefined && launch?.hasEnded() !== false) {
      if (launch) {
        if (!isWorthRetrying(launch) || Date.now() > retryBy) {
          throw explainFailure('The embedded Postgres did not start', launch.output());
        }
        await delay(RETRY_PAUSE_MS);
        port = PORT_TAKEN.test(launch.output()) ? undefined : port;
      } else {
        retryBy = Date.now() + RETRY_WITHIN_MS;
      }
      launch = await launchOn(places, port);
    }
    if (Date.now() > readyBy) {
      throw explainFailure(
        'The embedded Postgres is not ready yet (replaying its log after a crash?); try again',
        launch?.output() ?? '',
      );
    }
    await delay(POLL_MS);
  }
}

/** Somebody else may have its port, or its cluster for a moment more, or may have stopped it before we could join. */
function isWorthRetrying(launch: Launch): boolean {
  const output = launch.output();
  return launch.wasStopped() || PORT_TAKEN.test(output) || LOCKED.test(output);
}

async function launchOn(places: Places, port: number | undefined): Promise<Launch> {
  const binaries = findBinaries();
  assertMajor(places.cluster, binaries);
  return launchPostmaster(places, binaries, await freePort(port));
}

async function stop(places: Places, record: ConnectionRecord, own: Presence, log: Log): Promise<void> {
  const postmaster = readPostmaster(places.cluster);
  const presence = own.isLost && postmaster ? await Presence.open(record, postmaster.port) : own;
  if (postmaster === undefined || presence === undefined) {
    return;
  }
  try {
    if (!(await presence.isLast())) {
      await presence.close();
      log('left Postgres running: others use it');
      return;
    }
  } catch (error) {
    if (readPostmaster(places.cluster)?.ready) {
      throw error;
    }
    // Somebody else has ended it this very moment.
    return;
  }
  // SIGINT is the "fast" shutdown: sessions are ended, what they had committed is written out.
  process.kill(postmaster.pid, 'SIGINT');
  const deadline = Date.now() + STOPPED_WITHIN_MS;
  while (runsIn(places.cluster, postmaster.pid)) {
    if (Date.now() > deadline) {
      throw new Error(`Postgres (process ${postmaster.pid}) was told to stop and has not; see ${places.log}`);
    }
    await delay(POLL_MS);
  }
  log('stopped Postgres');
}
