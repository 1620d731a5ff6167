import { isDeepStrictEqual } from 'node:util';
import type { DataSource } from 'typeorm';
import { Refresher } from '../database/refresher';
import type { FanAverages } from '../matching/fans';
import type { Reference } from '../reference/reference';
import { Pauses } from './pauses';
import { type ChangePlace, changesBehind, foldChangedStreamers, lastChange } from './streamer-changes';
import { readStreamers } from './streamer-rows';
import { StreamerTable } from './streamer-table';

/** How far another process's writes may lag behind in this one's table (milliseconds). */
const POLL_MS = 500;

/** Streamers read by one statement: more would hold up other requests while their rows are parsed. */
const CHUNK = 200;

/** Room for those who come later: growing moves everything. */
const SPARE = 1.1;

/** What values are worked out from, besides the streamers themselves. */
export type Basis = { reference: Reference; averages: FanAverages };

/**
 * Keeps this process's table of streamers in step with the database, with the reference data and with what fans are
 * like on average. The first load takes seconds where there are many; nothing waits for it but who asks for the table.
 */
export class StreamerTableSync {
  private table: StreamerTable | undefined;
  private used: Basis | undefined;
  private seen: ChangePlace | undefined;
  private loading: Promise<void> | undefined;
  private stopping = false;
  private readonly refresher: Refresher;

  constructor(
    private readonly dataSource: DataSource,
    private readonly basis: () => Basis,
    onError: (error: unknown) => void,
  ) {
    this.refresher = new Refresher((wait) => this.bringUpToDate(wait), onError, 'streamers');
  }

  /** The table as it stands; the first to ask waits until it is loaded. */
  async current(): Promise<StreamerTable> {
    if (!this.table) {
      this.loading ??= this.refresh(false).finally(() => (this.loading = undefined));
      await this.loading;
    }
    return this.table!;
  }

  /** When it resolves, all that was committed before the call is in. */
  refresh(wait = true): Promise<void> {
    return this.refresher.refresh(wait);
  }

  /** Loads the table, and follows the database from then on. */
  start(): void {
    this.refresher.start(POLL_MS);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.refresher.stop();
  }

  private async bringUpToDate(wait: boolean): Promise<void> {
    const db = this.dataSource.manager;
    const basis = this.basis();
    await foldChangedStreamers(db, wait);
    if (!this.table || !isAlike(this.used!.reference, basis.reference)) {
      this.seen = await lastChange(db);
      this.table = await this.loadAll(basis);
    } else if (!isDeepStrictEqual(this.used!.averages, basis.averages)) {
      this.table.useAverages(basis.averages);
      await this.putAgain(this.table, this.table.restingOnAverages);
    }
    this.used = basis;
    await this.followChanges(this.table);
  }

  private async loadAll({ reference, averages }: Basis): Promise<StreamerTable> {
    const [{ count }] = await this.dataSource.query('SELECT count(*)::integer AS count FROM streamer');
    const table = new StreamerTable(reference, averages, Math.ceil(SPARE * count));
    const pauses = new Pauses();
    let after = '00000000-0000-0000-0000-000000000000';
    for (let rows = CHUNK; rows === CHUNK && !this.stopping;) {
      const streamers = await readStreamers(this.dataSource.manager, (add) => `t.id > ${add(after)}`, CHUNK);
      for (const streamer of streamers) {
        table.put(streamer);
        await pauses.whenDue();
      }
      rows = streamers.length;
      after = streamers.at(-1)?.id ?? after;
    }
    return table;
  }

  private async followChanges(table: StreamerTable): Promise<void> {
    for (;;) {
      const changes = await changesBehind(this.dataSource.manager, this.seen!, CHUNK);
      if (changes.length === 0 || this.stopping) return;
      await this.putAgain(
        table,
        changes.map(({ streamerId }) => streamerId),
      );
      this.seen = changes.at(-1);
    }
  }

  /** Reads these streamers anew; those who are gone leave the table. */
  private async putAgain(table: StreamerTable, ids: readonly string[]): Promise<void> {
    const pauses = new Pauses();
    for (let from = 0; from < ids.length && !this.stopping; from += CHUNK) {
      const chunk = ids.slice(from, from + CHUNK);
      const streamers = await readStreamers(
        this.dataSource.manager,
        (add) => `t.id = ANY (${add(chunk)})`,
        CHUNK,
      );
      const found = new Set(streamers.map(({ id }) => id));
      for (const id of chunk) if (!found.has(id)) table.remove(id);
      for (const streamer of streamers) {
        table.put(streamer);
        await pauses.whenDue();
      }
    }
  }
}

/** Whether values come out the same under both: snapshots are made anew although nothing has changed. */
const isAlike = (a: Reference, b: Reference): boolean =>
  a === b || isDeepStrictEqual(valuedBy(a), valuedBy(b));

const valuedBy = ({ categories, priceBands, audiences, shippingClasses }: Reference): unknown => [
  categories.all.map(({ number, parentNumber }) => [number, parentNumber]),
  priceBands.length,
  audiences,
  shippingClasses,
];
