import * as fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { toNodeId } from '../../src/graphql/node-id';

/*
 * Every list of the API beside an oracle of it: the rows as plain SQL finds them, filtered and sorted in JavaScript.
 */
type Any = any;
type Key = number | string;

/** A list with a filter and an order, ready to be read: the path to it, its arguments, and the ids it must hold. */
export type Listing = {
  name: string;
  /** The selection with LIST where the list stands, e.g. "belt(slug: $slug) { LIST }". */
  around: string;
  field: string;
  types: { filter: string; orderBy?: string };
  variables: { slug?: string; id?: string; filter?: Any; orderBy?: Any };
  expected: string[];
};

export type Tables = {
  suppliers: Any[];
  skus: Any[];
  belts: Any[];
  streamers: Any[];
  categories: Any[];
  priceBands: Any[];
};

/** The object that a list of SKUs lies in. */
export type Within = { belt?: string; supplier?: string };

/** All rows; a timestamp as text that sorts as time does. */
export async function readTables(db: DataSource): Promise<Tables> {
  return {
    suppliers: await db.query(
      'SELECT s.*, b.slug AS belt FROM supplier s JOIN belt b ON b.number = s.belt_number',
    ),
    skus: await db.query(
      `SELECT s.*, b.slug AS belt, b.name AS belt_name, p.name AS supplier_name, p.reliable, guarantees::text[] AS guarantees,
              to_char(s.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS created
         FROM sku s JOIN belt b ON b.number = s.belt_number JOIN supplier p ON p.id = s.supplier_id`,
    ),
    belts: await db.query('SELECT * FROM belt'),
    streamers: await db.query(
      `SELECT t.*, array(SELECT category_number::integer FROM streamer_niche WHERE streamer_id = t.id) AS niche FROM streamer t`,
    ),
    categories: await db.query('SELECT * FROM category'),
    priceBands: await db.query('SELECT * FROM price_band'),
  };
}

/** By code points: UTF-8 keeps their order, UTF-16 does not. */
const compare = (a: Key, b: Key): number =>
  typeof a === 'number' ? a - (b as number) : Buffer.compare(Buffer.from(a), Buffer.from(b as string));

export function sorted<T extends { id: string }>(rows: T[], key: (row: T) => Key, direction: string): T[] {
  const rising = rows.toSorted((a, b) => compare(key(a), key(b)) || compare(a.id, b.id));
  return direction === 'ASC' ? rising : rising.toReversed();
}

const wordsOf = (text: string): string[] => text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
const contains = (text: string | undefined, ...fields: string[]): boolean =>
  wordsOf(text ?? '').every((word) =>
    fields.some((field) => field.normalize('NFKC').toLowerCase().includes(word)),
  );
/** As the description of RELEVANCE has it. */
const fitOf = ({ title, code }: Any, text: string): number => {
  if (wordsOf(text).length === 0) return 0;
  if (code.normalize('NFKC').toLowerCase() === text.normalize('NFKC').toLowerCase().trim()) return 3;
  return contains(text, title) ? 2 : 1;
};
const among = <T>(values: T[] | undefined, value: T): boolean =>
  values === undefined || values.includes(value);

/** A filter of some of these fields: few, for all together find nothing. */
const some = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Any> =>
  fc
    .subarray(Object.keys(fields), { maxLength: Math.min(3, Object.keys(fields).length) })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, fields[name]!]))));

const directions = fc.constantFrom('ASC', 'DESC');
const orders = (...fields: string[]): fc.Arbitrary<{ field: string; direction: string } | undefined> =>
  fc.option(fc.record({ field: fc.constantFrom(...fields), direction: directions }), { nil: undefined });
const several = (values: string[]): fc.Arbitrary<string[]> => fc.subarray([...new Set(values)]);

/** Pieces of the texts themselves, in any case, so that searches find something. */
const pieces = (texts: string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.integer({ min: 1, max: 3 }), fc.boolean())
    .map(([text, from, length, upper]) => {
      const characters = [...text];
      const piece = characters
        .slice(from % characters.length)
        .slice(0, length)
        .join('');
      return upper ? piece.toUpperCase() : piece;
    });

/** One word, several, or a whole text. */
const texts = (of: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: pieces(of), weight: 3 },
    fc.array(pieces(of), { minLength: 2, maxLength: 2 }).map((words) => words.join(' ')),
    fc.constantFrom(...of),
  );

export class Lists {
  constructor(private readonly tables: Tables) {}

  suppliers(belt?: string): fc.Arbitrary<Listing> {
    const { suppliers } = this.tables;
    const filters = some({
      belts: several(suppliers.map((row) => row.belt)),
      kinds: several(suppliers.map((row) => row.kind)),
      reliable: fc.boolean(),
      minQuality: fc.constantFrom(0, 1, ...suppliers.map(({ quality }) => quality / 1_000_000)),
      text: pieces(suppliers.flatMap(({ name, code }) => [name, code])),
    });
    return fc.tuple(filters, orders('QUALITY', 'NAME')).map(([filter, orderBy]) => {
      const { field, direction } = orderBy ?? { field: 'QUALITY', direction: 'DESC' };
      const found = suppliers.filter(
        (row) =>
          row.status !== 'FROZEN' &&
          (belt === undefined || row.belt === belt) &&
          among(filter.belts, row.belt) &&
          among(filter.kinds, row.kind) &&
          (filter.reliable === undefined || row.reliable === filter.reliable) &&
          row.quality / 1_000_000 >= (filter.minQuality ?? 0) &&
          contains(filter.text, row.name, row.code),
      );
      return {
        name: belt ? 'the suppliers of a belt' : 'suppliers',
        around: belt ? 'belt(slug: $slug) { LIST }' : 'LIST',
        field: 'suppliers',
        types: { filter: 'SupplierFilter', orderBy: 'SupplierOrder' },
        variables: { slug: belt, filter, orderBy },
        expected: sorted(found, field === 'NAME' ? (row) => row.name : (row) => row.quality, direction).map(
          ({ id }) => toNodeId('Supplier', id),
        ),
      };
    });
  }

  /** Whether the catalogue, or the list of a belt or a supplier, holds the SKU under the filter. */
  isListed(row: Any, filter: Any, within: Within = {}): boolean {
    return (
      row.status === 'LISTED' &&
      row.supplier_status !== 'FROZEN' &&
      (within.belt === undefined || row.belt === within.belt) &&
      (within.supplier === undefined || row.supplier_id === within.supplier) &&
      among(filter.belts, row.belt) &&
      (filter.categories === undefined || this.isIn(row.category_number, filter.categories)) &&
      among(filter.suppliers, toNodeId('Supplier', row.supplier_id)) &&
      row.live_price >= Math.round(Number(filter.price?.min ?? 0) * 100) &&
      row.live_price <= Math.round(Number(filter.price?.max ?? 20_000_000) * 100) &&
      (filter.priceBands === undefined ||
        filter.priceBands.some((code: string) => this.isPriced(row, code))) &&
      among(filter.provenances, row.provenance) &&
      (filter.guarantees ?? []).every((guarantee: string) => row.guarantees.includes(guarantee)) &&
      (filter.reliable === undefined || row.reliable === filter.reliable) &&
      (filter.alliance === undefined || row.in_alliance === filter.alliance) &&
      row.stock >= (filter.minStock ?? 0) &&
      contains(filter.text, row.title, row.code, row.supplier_name, row.belt_name)
    );
  }

  /** Filters of SKUs, most of which find some. */
  skuFilters(): fc.Arbitrary<Any> {
    const { skus, categories, priceBands } = this.tables;
    const slugs = categories.map((category) => category.slug);
    const yuan = fc
      .constantFrom(...skus.map(({ live_price }) => live_price))
      .map((fen) => (fen / 100).toFixed(2));
    return some({
      belts: several(skus.map((row) => row.belt)),
      categories: several(slugs.slice(0, 12)),
      suppliers: several(skus.map((row) => toNodeId('Supplier', row.supplier_id)).slice(0, 40)),
      price: fc.oneof(
        yuan.map((min) => ({ min })),
        yuan.map((max) => ({ max })),
        fc.tuple(yuan, yuan).map((ends) => {
          const [min, max] = ends.toSorted((a, b) => Number(a) - Number(b));
          return { min, max };
        }),
      ),
      priceBands: several(priceBands.map(({ code }) => code)),
      provenances: several(skus.map((row) => row.provenance)),
      guarantees: several(['TENFOLD_IF_FAKE', 'RETURN_FREIGHT_COVERED']),
      reliable: fc.boolean(),
      alliance: fc.boolean(),
      minStock: fc.constantFrom(...skus.map(({ stock }) => stock)),
      text: texts(skus.flatMap((row) => [row.title, row.code, row.code, row.supplier_name, row.belt_name])),
    });
  }

  skus(within: Within = {}): fc.Arbitrary<Listing> {
    const { skus } = this.tables;
    return fc
      .tuple(this.skuFilters(), orders('PRICE', 'QUALITY', 'NEWEST', 'RELEVANCE'))
      .map(([filter, orderBy]) => {
        const { field, direction } = orderBy ?? { field: 'NEWEST', direction: 'DESC' };
        const found = skus.filter((row) => this.isListed(row, filter, within));
        const keys: Record<string, (row: Any) => Key> = {
          PRICE: (row) => row.live_price,
          QUALITY: (row) => row.supplier_quality,
          NEWEST: (row) => row.created,
          RELEVANCE: (row) => fitOf(row, filter.text ?? '') * 10_000_000 + row.supplier_quality,
        };
        return {
          name: within.supplier ? 'the SKUs of a supplier' : within.belt ? 'the SKUs of a belt' : 'SKUs',
          around: within.supplier
            ? 'node(id: $id) { ... on Supplier { LIST } }'
            : within.belt
              ? 'belt(slug: $slug) { LIST }'
              : 'LIST',
          field: 'skus',
          types: { filter: 'SkuFilter', orderBy: 'SkuOrder' },
          variables: {
            slug: within.belt,
            id: within.supplier && toNodeId('Supplier', within.supplier),
            filter,
            orderBy,
          },
          expected: sorted(found, keys[field]!, direction).map(({ id }) => toNodeId('Sku', id)),
        };
      });
  }

  belts(): fc.Arbitrary<Listing> {
    const { belts } = this.tables;
    const filters = some({
      kind: fc.constantFrom(...belts.map((row) => row.kind)),
      text: pieces(belts.flatMap((row) => [row.name, row.name_en, row.slug])),
    });
    return filters.map((filter) => ({
      name: 'belts',
      around: 'LIST',
      field: 'belts',
      types: { filter: 'BeltFilter' },
      variables: { filter },
      expected: sorted(
        belts.filter(
          (row) =>
            (filter.kind === undefined || row.kind === filter.kind) &&
            contains(filter.text, row.name, row.name_en, row.slug),
        ),
        (row) => row.number,
        'ASC',
      ).map(({ id }) => toNodeId('Belt', id)),
    }));
  }

  streamers(): fc.Arbitrary<Listing> {
    const { streamers, categories } = this.tables;
    const filters = some({
      categories: several(categories.map(({ slug }) => slug).slice(0, 12)),
      minFollowers: fc.constantFrom(0, ...streamers.map((row) => row.follower_count)),
      text: pieces(streamers.flatMap(({ name, handle }) => [name, handle])),
    });
    return filters.map((filter) => ({
      name: 'streamers',
      around: 'LIST',
      field: 'streamers',
      types: { filter: 'StreamerFilter' },
      variables: { filter },
      expected: sorted(
        streamers.filter(
          (row) =>
            (filter.categories === undefined ||
              row.niche.some((number: number) => this.isIn(number, filter.categories))) &&
            row.follower_count >= (filter.minFollowers ?? 0) &&
            contains(filter.text, row.name, row.handle),
        ),
        (row) => row.follower_count,
        'DESC',
      ).map(({ id }) => toNodeId('Streamer', id)),
    }));
  }

  /** Whether the category is one of these or below one. */
  isIn(number: number, slugs: string[]): boolean {
    const category = this.tables.categories.find((row) => row.number === number);
    return (
      slugs.includes(category.slug) ||
      (category.parent_number !== null && this.isIn(category.parent_number, slugs))
    );
  }

  isPriced({ live_price }: Any, code: string): boolean {
    const { min_fen, max_fen } = this.tables.priceBands.find((band) => band.code === code);
    return live_price >= min_fen && (max_fen === null || live_price < max_fen);
  }
}
