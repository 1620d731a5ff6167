import DataLoader from 'dataloader';
import { PAGE_LIMITS } from '../config/limits';
import {
  countRows,
  isId,
  isKey,
  readPlaces,
  type KeysetQuery,
  type Place,
  type PlacedRow,
  type Window,
} from '../database/keyset';
import type { Statements } from '../database/statements';
import { cappedCount, type Connection, type ConnectionArgs, type Edge, pageSize } from './connection';
import { decodeCursor, encodeCursor, fingerprintOf } from './cursor';

export type List<T> = {
  query: KeysetQuery;
  /** The list's name, filter and order, as plain data; two lists of equal identity are the same list. */
  identity: readonly unknown[];
  /** The object's key where the list lies inside one. */
  parent?: string | number;
  /** Reads places otherwise than the query alone says, which still tells filter and key. */
  read?: (db: Statements, parents: readonly unknown[], window: Window) => Promise<PlacedRow[][]>;
} & (
  | { /** The objects, by id. */ load: (ids: string[]) => Promise<(T | Error | null)[]> }
  | {
      /** The object in a row that was read with its place, see `reading` of the query. */ of: (
        row: PlacedRow['row'],
      ) => T;
    }
);

/** An edge whose cursor is made where it is asked for: most clients want the page's ends alone. */
class PlacedEdge<T> implements Edge<T> {
  constructor(
    private readonly fingerprint: string,
    private readonly place: [key: string, id: string],
    readonly node: T,
  ) {}

  get cursor(): string {
    return encodeCursor(this.fingerprint, this.place);
  }
}

/** Stands for the parent of a list that lies in no object. */
const WHOLE = '';

const isPlace =
  ({ order, id = 'uuid' }: KeysetQuery) =>
  (where: unknown[]): where is [string, string] =>
    where.length === 2 &&
    typeof where[0] === 'string' &&
    isKey(order.type, where[0]) &&
    isId(id, String(where[1]));

/**
 * The pages of one request. Lists of the same kind inside many objects (the SKUs of each of 50 suppliers) are read
 * together: one statement for their places, one for their rows, whatever the number of objects.
 */
export class Pages {
  private readonly placeLoaders = new Map<string, DataLoader<unknown, PlacedRow[]>>();
  private readonly countLoaders = new Map<string, DataLoader<unknown, number>>();

  constructor(private readonly db: Statements) {}

  /** @throws INVALID_PAGE, INVALID_CURSOR */
  async page<T>(list: List<T>, args: ConnectionArgs): Promise<Connection<T>> {
    const size = pageSize(args);
    const fingerprint = fingerprintOf(...list.identity, list.parent ?? null);
    const placeOf = (cursor: string): Place => {
      const [key, id] = decodeCursor(cursor, fingerprint, isPlace(list.query));
      return { key, id };
    };
    const backward = typeof args.last === 'number';
    const window: Window = {
      limit: size + 1,
      backward,
      ...(typeof args.after === 'string' ? { after: placeOf(args.after) } : {}),
      ...(typeof args.before === 'string' ? { before: placeOf(args.before) } : {}),
    };
    const found = await this.places(list, window).load(list.parent ?? WHOLE);
    const more = found.length > size;
    const places = backward ? found.slice(more ? 1 : 0) : found.slice(0, size);
    const nodes =
      'of' in list ? places.map(({ row }) => list.of(row)) : await list.load(places.map(({ id }) => id));
    // A row deleted between the two statements is simply not there any more.
    const edges = places.flatMap(({ id, key }, i) => {
      const node = nodes[i];
      if (node instanceof Error) throw node;
      return node ? [new PlacedEdge(fingerprint, [key, id], node)] : [];
    });
    return {
      edges,
      nodes: edges.map(({ node }) => node),
      pageInfo: {
        hasNextPage: backward ? window.before !== undefined : more,
        hasPreviousPage: backward ? more : window.after !== undefined,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
      ...cappedCount(() => this.counts(list).load(list.parent ?? WHOLE)),
    };
  }

  private places(list: List<unknown>, window: Window): DataLoader<unknown, PlacedRow[]> {
    return remembered(
      this.placeLoaders,
      // The same list may be asked for twice, with other fields.
      JSON.stringify([list.identity, window, list.query.reading]),
      () =>
        new DataLoader((parents) =>
          list.read ? list.read(this.db, parents, window) : readPlaces(this.db, list.query, parents, window),
        ),
    );
  }

  private counts(list: List<unknown>): DataLoader<unknown, number> {
    return remembered(
      this.countLoaders,
      JSON.stringify(list.identity),
      () =>
        new DataLoader((parents) => countRows(this.db, list.query, parents, PAGE_LIMITS.maxTotalCount + 1)),
    );
  }
}

function remembered<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
