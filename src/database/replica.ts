import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, Logger } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import { REPLICA_LIMITS } from '../config/limits';
import { createDataSource } from './data-source';
import { DatabaseWatch } from './database-watch';
import { LOCKS } from './locks';
import { poolOf } from './pool';
import { PRIMARY_STATE, type PrimaryState, ReplicaSession } from './replica-session';
import { SharedAnswer } from './shared-answer';

/** Requests read from a replica from now on, or do not any more. */
export type ReplicaChange = { replica: string; isRead: boolean; cause?: unknown };

class Lags extends Error {
  constructor() {
    super(`It does not have what the primary had ${REPLICA_LIMITS.maxLagMs / 1000} s ago.`);
  }
}

/**
 * A streaming replica that requests read from while it is known to have all that the primary had a second ago. Whoever
 * writes waits until it has that, too, or until nobody reads from it: docs/decisions/0018-read-replicas.md.
 */
export class Replica {
  readonly dataSource: DataSource;
  /** Host and port, by which logs and metrics tell it. */
  readonly name: string;
  /** How long it took at last until it had what the primary had; an upper bound of its lag. */
  lagMs = 0;
  private freshUntil = 0;
  /** For when there is no session of its own. */
  private readonly primaryState: SharedAnswer<PrimaryState>;
  private session: ReplicaSession | undefined;
  private watch: DatabaseWatch | undefined;
  private told: boolean | undefined;
  private running: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  private lost = new AbortController();

  /** @param place in the setting, which all processes have the same */
  constructor(
    private readonly primary: DataSource,
    private readonly url: string,
    private readonly place: number,
    private readonly onChange: (change: ReplicaChange) => void,
  ) {
    this.name = new URL(url).host;
    this.primaryState = new SharedAnswer(async () => {
      const { rows } = await poolOf(primary).query<PrimaryState>(PRIMARY_STATE, [LOCKS.replica, place]);
      return rows[0]!;
    });
    const { poolSize, logger } = primary.options as PostgresDataSourceOptions;
    this.dataSource = createDataSource({
      url,
      applicationName: 'headwater reads',
      poolSize,
      logger: logger as Logger | undefined,
    });
  }

  /** Whether requests that begin now may read from it. */
  get isFresh(): boolean {
    return performance.now() < this.freshUntil;
  }

  start(): void {
    this.running = this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.leave();
    await Promise.all([this.running, this.watch?.stop()]);
    // One may have been opened meanwhile.
    this.leave();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** Resolves when all who begin to read from it from now on, in any process, see what has been committed by now. */
  async settle(): Promise<void> {
    const settled = new AbortController();
    const { signal } = settled;
    // Whatever any process found out before the commit holds for no longer. Nor need it be asked where it cannot be.
    const expiry = delay(REPLICA_LIMITS.maxLagMs, undefined, { signal }).catch(() => undefined);
    await Promise.race([this.isSeen(signal).catch(() => expiry), expiry]);
    settled.abort();
  }

  private async isSeen(signal: AbortSignal): Promise<void> {
    let position: number | undefined;
    while (!signal.aborted) {
      const primary = await (this.session?.primary() ?? this.primaryState.get());
      if (primary.isUnread) return;
      position ??= primary.position;
      const replayed = await this.session?.replayed().catch(() => undefined);
      if (replayed !== undefined && replayed >= position) return;
      await delay(REPLICA_LIMITS.pollMs);
    }
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let cause: unknown = new Lags();
      try {
        await this.check();
      } catch (error) {
        cause = error;
        this.leave();
      }
      if (signal.aborted) return;
      this.tell(cause);
      // A session that is lost is news worth asking about at once.
      const wakes = AbortSignal.any(this.isFresh ? [signal, this.lost.signal] : [signal]);
      await delay(REPLICA_LIMITS.checkMs, undefined, { signal: wakes, ref: false }).catch(() => undefined);
    }
  }

  /** Finds out whether it keeps up; that it does is known for as long as what it has is no older than that. */
  private async check(): Promise<void> {
    const session = (this.session ??= await this.connect());
    const startedAt = performance.now();
    const until = startedAt + REPLICA_LIMITS.maxLagMs;
    const { position } = await session.primary();
    while ((await session.replayed()) < position) {
      if (performance.now() >= until) return session.leave();
      await delay(REPLICA_LIMITS.pollMs);
    }
    if (!session.isReading) {
      // Who wrote before this did not know that anybody reads, and did not wait: what counts is found out from now on.
      await session.join();
      return this.check();
    }
    this.lagMs = performance.now() - startedAt;
    if (this.session === session) this.freshUntil = until;
  }

  private async connect(): Promise<ReplicaSession> {
    const { url } = this.primary.options as PostgresDataSourceOptions;
    this.lost = new AbortController();
    const { lost } = this;
    const session = await ReplicaSession.open(url!, this.url, this.place, () => {
      lost.abort();
      if (this.session === session) this.leave();
    });
    if (!this.dataSource.isInitialized) await this.dataSource.initialize();
    if (!this.watch) {
      // A replica that freezes must not keep those who wait for its answer.
      this.watch = new DatabaseWatch(this.dataSource, () => undefined);
      this.watch.start();
    }
    return session;
  }

  /** From now on nobody here begins to read from it. */
  private leave(): void {
    this.freshUntil = 0;
    this.session?.close();
    this.session = undefined;
  }

  private tell(cause: unknown): void {
    const { isFresh: isRead, name: replica } = this;
    if (isRead === this.told) return;
    this.told = isRead;
    this.onChange(isRead ? { replica, isRead } : { replica, isRead, cause });
  }
}
