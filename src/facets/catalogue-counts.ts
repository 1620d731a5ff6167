import type { DataSource } from 'typeorm';
import { FACET_LIMITS } from '../config/limits';
import { CountGroup } from './count-group';
import { KindSums } from './kind-sums';
import { limited } from './limited';
import { STEP_STARTS } from './price-steps';
import { type Count, type CountRow, countsSince } from './read-counts';
import { covers, placeOf, type Places, StepGoods, union } from './step-goods';
import { StepsAhead } from './steps-ahead';

type Send = (sql: string, values: unknown[]) => Promise<CountRow[]>;

/**
 * The whole table of counts in memory, so that any filter's facets are a pass over sums of it. It lags behind the
 * database; `read` brings it up to the moment of a request.
 */
export class CatalogueCounts {
  private readonly byPlace = new Map<number, CountGroup>();
  /** By the kinds that they are sums of; the one asked for longest ago comes first. */
  private readonly sums = new Map<string, KindSums>();
  /** Steps that a filter has cut, by their number. */
  private readonly goods = new Map<number, StepGoods>();
  private readonly ahead: StepsAhead;
  private version = 0;

  constructor(
    private readonly dataSource: DataSource,
    onError: (error: unknown) => void,
  ) {
    this.ahead = new StepsAhead((step) => this.follow([step], this.send), onError);
  }

  /** Resolves when nothing is under way any more. */
  stop(): Promise<void> {
    return this.ahead.stop();
  }

  /** One for each belt and category that ever had goods. */
  get groups(): Iterable<CountGroup> {
    return this.byPlace.values();
  }

  /**
   * What was noted and is not yet added up, as of the moment; with it, until the next await, the counts and the goods of
   * these steps tell the same moment.
   * @throws COUNT_TOO_SLOW
   */
  read(steps: readonly number[] = []): Promise<Count[]> {
    if (steps.length > 0) this.ahead.begin();
    return this.follow(steps, (sql, values) =>
      limited(this.dataSource, (runner) => runner.query(sql, values)),
    );
  }

  /** @param readGoods sends the statement where it reads goods one by one */
  private async follow(steps: readonly number[], readGoods: Send): Promise<Count[]> {
    let wanted = new Map(steps.map((step): [number, Places] => [step, this.goodsOf(step).stale]));
    for (let tries = 1; ; tries++) {
      const rows = await this.query(wanted, readGoods);
      const head = Number(rows.find(({ what }) => what === 'HEAD')!.version);
      // Another request has brought the counts further than this snapshot: what it saw pending is in them by now.
      if (head < this.version) continue;
      for (const row of rows) if (row.what === 'FOLDED') this.put(row);
      this.version = head;
      const pending = rows.filter(({ what }) => what === 'PENDING');
      const needed = new Map(
        [...wanted].map(([step, read]): [number, Places] => {
          const changing = new Set(
            pending.filter((row) => row.step === step).map((row) => placeOf(row.belt, row.category)),
          );
          const goods = this.goodsOf(step);
          goods.put(read, pricedOf(rows, step), changing);
          return [step, union(goods.stale, changing)];
        }),
      );
      if ([...wanted].every(([step, read]) => covers(read, needed.get(step)!))) return pending;
      // What changes all the time is read as a whole: then nothing can be missing.
      wanted =
        tries < FACET_LIMITS.maxTries
          ? new Map([...wanted].map(([step, read]) => [step, union(read, needed.get(step)!)]))
          : new Map(steps.map((step) => [step, 'all']));
    }
  }

  /** Sums of these kinds, for the pass of one request. */
  sumsOf(isKind: Uint8Array): KindSums {
    const key = isKind.join('');
    const sums = this.sums.get(key) ?? new KindSums(isKind, STEP_STARTS.length + 1);
    this.sums.delete(key);
    this.sums.set(key, sums);
    if (this.sums.size > FACET_LIMITS.maxKindSums) this.sums.delete(this.sums.keys().next().value!);
    return sums;
  }

  /** The goods of a step that was read. */
  goodsOf(step: number): StepGoods {
    let goods = this.goods.get(step);
    if (!goods) this.goods.set(step, (goods = new StepGoods()));
    return goods;
  }

  private query(wanted: ReadonlyMap<number, Places>, readGoods: Send): Promise<CountRow[]> {
    const toRead = new Map([...wanted].filter(([, places]) => places === 'all' || places.size > 0));
    const { sql, values } = countsSince(this.version, toRead);
    return toRead.size === 0 ? this.send(sql, values) : readGoods(sql, values);
  }

  private readonly send: Send = (sql, values) => this.dataSource.query(sql, values);

  private put({ belt, category, step, kind, skus }: Count): void {
    const place = placeOf(belt, category);
    let group = this.byPlace.get(place);
    if (!group) this.byPlace.set(place, (group = new CountGroup(belt, category)));
    const difference = group.put({ step, kind, skus });
    for (const sums of this.sums.values()) sums.add(group, { step, kind, skus: difference });
    this.goods.get(step)?.markChanged(place);
  }
}

const pricedOf = (rows: readonly CountRow[], step: number): Map<number, Int32Array> =>
  new Map(
    rows
      .filter((row) => row.what === 'PRICED' && row.step === step)
      .map(({ belt, category, priced }) => [
        placeOf(belt, category),
        Int32Array.from(JSON.parse(`[${priced}]`) as number[]),
      ]),
  );
