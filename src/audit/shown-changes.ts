import { toNodeId } from '../graphql/node-id';
import type { AllianceRuleKind } from '../alliance/alliance-rule.entity';
import { requiredBy } from '../alliance/reasons';
import { formatFen } from '../pricing/fen';
import type { Reference } from '../reference/reference';
import { AgeBand, Gender } from '../streamers/share.types';
import type { AuditEntry } from './audit-entry.entity';
import type { AuditChange } from './audit.types';

type Stored = unknown;
type Row = Readonly<Record<string, unknown>>;
type Reading = { field: string; read?: (value: never, reference: Reference, row: Row) => Stored };

const money = (fen: number): string => formatFen(fen);
const share = (millionths: number): number => millionths / 1_000_000;

const sharesOf = (names: readonly string[], shares: readonly number[]): Record<string, number> =>
  Object.fromEntries(shares.map((of, i) => [names[i] ?? String(i + 1), share(of)]));

const sharesBy = (
  shares: Record<string, number>,
  nameOf: (key: string) => string | undefined,
): Record<string, number> =>
  Object.fromEntries(Object.entries(shares).map(([key, of]) => [nameOf(key) ?? key, share(of)]));

const byBand = (shares: readonly number[], { priceBands }: Reference): Record<string, number> =>
  sharesOf(
    priceBands.map(({ code }) => code),
    shares,
  );

const categorySlug = ({ categories }: Reference, key: string | number): string | undefined =>
  categories.get(Number(key))?.slug;

/** Columns that the schema calls otherwise, or writes otherwise; all others are their names in its style, as they are. */
const READINGS: Readonly<Record<string, Reading>> = {
  supply_price: { field: 'supplyPrice', read: money },
  live_price: { field: 'livePrice', read: money },
  market_price: { field: 'marketPrice', read: money },
  sales_fen: { field: 'sales', read: money },
  commission_rate: { field: 'commissionRate', read: (points: number) => points / 10_000 },
  amount: { field: 'amount', read: money },
  threshold: {
    field: 'threshold',
    read: (limit: number, _reference, { kind }) =>
      requiredBy({ kind: kind as AllianceRuleKind, limit: String(limit) }),
  },
  rate: { field: 'rate', read: share },
  sku_id: { field: 'sku', read: (uuid: string) => toNodeId('Sku', uuid) },
  entry_id: { field: 'entry', read: (uuid: string) => toNodeId('CreditEntry', uuid) },
  undoes: { field: 'undoes', read: (uuid: string) => toNodeId('CreditEntry', uuid) },
  supplier_id: { field: 'supplier', read: (uuid: string) => toNodeId('Supplier', uuid) },
  streamer_id: { field: 'streamer', read: (uuid: string) => toNodeId('Streamer', uuid) },
  belt_number: { field: 'belt', read: (number: number, { belts }) => belts.get(number)?.slug },
  home_belt_number: { field: 'homeBelt', read: (number: number, { belts }) => belts.get(number)?.slug },
  region_code: { field: 'region' },
  category_number: {
    field: 'category',
    read: (number: number, reference) => categorySlug(reference, number),
  },
  audience_number: {
    field: 'audience',
    read: (number: number, { audiences }) => audiences.get(number)?.slug,
  },
  shipping_number: {
    field: 'shipping',
    read: (number: number, { shippingClasses }) => shippingClasses.get(number)?.slug,
  },
  gender_shares: { field: 'genders', read: (shares: number[]) => sharesOf(Object.values(Gender), shares) },
  age_shares: { field: 'ages', read: (shares: number[]) => sharesOf(Object.values(AgeBand), shares) },
  price_band_shares: {
    field: 'priceBands',
    read: (shares: number[], reference) => byBand(shares, reference),
  },
  region_shares: {
    field: 'regions',
    read: (shares: Record<string, number>) => sharesBy(shares, (province) => `${province}0000`),
  },
  category_shares: {
    field: 'categories',
    read: (shares: Record<string, number>, reference) =>
      sharesBy(shares, (number) => categorySlug(reference, number)),
  },
  category_price_band_shares: {
    field: 'categoryPriceBands',
    read: (shares: Record<string, number[]>, reference) =>
      Object.fromEntries(
        Object.entries(shares).map(([number, bands]) => [
          categorySlug(reference, number) ?? number,
          byBand(bands, reference),
        ]),
      ),
  },
};

/** What subjectId tells already. */
const KEY = 'id';

/** What people know a column by. */
export const fieldOf = (column: string): string => READINGS[column]?.field ?? camelCase(column);

const camelCase = (column: string): string =>
  column.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What an entry holds of columns, as the fields of the schema that people know, in a stable order. */
export function shownChanges({ before, after }: AuditEntry, reference: Reference): AuditChange[] {
  const columns = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  columns.delete(KEY);
  const row = { ...before, ...after };
  const shown = (column: string, values: AuditEntry['before']): string | null => {
    const value = values?.[column] ?? null;
    if (value === null) return null;
    const read = READINGS[column]?.read;
    // What it stood for may be gone from the reference data: then the number itself is all there is to tell.
    return written(read ? (read(value as never, reference, row) ?? value) : value);
  };
  return [...columns]
    .map((column) => ({
      field: fieldOf(column),
      before: shown(column, before),
      after: shown(column, after),
    }))
    .filter((change) => change.before !== change.after)
    .toSorted((a, b) => (a.field < b.field ? -1 : 1));
}
