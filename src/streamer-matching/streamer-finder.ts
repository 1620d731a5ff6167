import DataLoader from 'dataloader';
import type { App } from '../app';
import { STREAMER_MATCH_LIMITS } from '../config/limits';
import { HeadwaterError } from '../graphql/errors';
import type { Weights } from '../matching/factors';
import { assort, type BestOfCell } from './assortment';
import { type Goods, readAssortments } from './assortments';
import { Pauses } from './pauses';
import { passing, type StreamerCriteria, streamersNamed } from './streamer-criteria';
import { type StreamersFound, StreamerSearch } from './streamer-search';

/** What is asked for, as plain data. */
export type StreamersWanted = {
  criteria: StreamerCriteria;
  weights: Weights;
  /** How many are needed, from the best on. */
  wanted: number;
};

export type FoundForGoods = StreamersFound & { skusConsidered: number };

type Task = { goods: Goods; request: StreamersWanted };

/**
 * Looks for streamers within one request. Goods that are asked about together are read together: one statement for
 * the goods of a kind under the same weights, one for each text; then each takes its turn in memory.
 */
export class StreamerFinder {
  private readonly loader: DataLoader<Task, FoundForGoods, string>;
  private tasks = 0;

  constructor(private readonly app: App) {
    this.loader = new DataLoader((tasks) => this.findAll(tasks), {
      cacheKeyFn: ({ goods, request }) => JSON.stringify([goods, request]),
    });
  }

  /** @throws QUERY_TOO_LARGE where one request looks too often */
  find(goods: Goods, request: StreamersWanted): Promise<FoundForGoods> {
    const max = STREAMER_MATCH_LIMITS.maxSearchesPerRequest;
    if (++this.tasks > max) {
      const what = { en: 'streamerMatches', 'zh-CN': ' streamerMatches ' };
      throw new HeadwaterError('QUERY_TOO_LARGE', { what, max });
    }
    return this.loader.load({ goods, request });
  }

  private async findAll(tasks: readonly Task[]): Promise<FoundForGoods[]> {
    const table = await this.app.streamerTable.current();
    const [goods, names] = await Promise.all([this.readGoods(tasks), this.readNames(tasks)]);
    const pauses = new Pauses();
    const found: FoundForGoods[] = [];
    for (const task of tasks) {
      const { weights, criteria, wanted } = task.request;
      const bests = goods.get(statementOf(task))!.get(task.goods.id)!;
      const assortment = assort(bests, weights, table.reference.categories);
      const passes = passing(table, criteria, names.get(criteria.text ?? ''));
      const search = new StreamerSearch(table, { assortment, weights, passes, wanted });
      found.push({ ...(await search.run(pauses)), skusConsidered: assortment.skuCount });
    }
    return found;
  }

  private async readGoods(tasks: readonly Task[]): Promise<Map<string, Map<string, BestOfCell[]>>> {
    const together = new Map<string, Task[]>();
    for (const task of tasks) {
      together.set(statementOf(task), [...(together.get(statementOf(task)) ?? []), task]);
    }
    const read = [...together].map(async ([statement, alike]) => {
      const { goods, request } = alike[0]!;
      const ids = alike.map((task) => task.goods.id);
      const db = this.app.dataSource.manager;
      return [statement, await readAssortments(db, goods.kind, ids, request.weights)] as const;
    });
    return new Map(await Promise.all(read));
  }

  private async readNames(tasks: readonly Task[]): Promise<Map<string, ReadonlySet<string>>> {
    const texts = new Set(tasks.flatMap(({ request }) => request.criteria.text ?? []));
    const read = [...texts].map(
      async (text) => [text, await streamersNamed(this.app.dataSource.manager, text)] as const,
    );
    return new Map(await Promise.all(read));
  }
}

/** The goods of tasks that are alike in it are read by one statement. */
const statementOf = ({ goods, request }: Task): string => JSON.stringify([goods.kind, request.weights]);
