import { lexemesOf, searchTextOf } from '../search/text';
import { Guarantee, Provenance, SkuStatus } from '../skus/sku.enums';
import { SupplierKind } from '../suppliers/supplier.entity';
import { CATALOGUE_DATE, DAY } from './calendar';
import type { CopyRow } from '../database/copy';
import { attributesOf, descriptionOf, imageUrlsOf } from './goods-texts';
import type { Leaf } from './leaves';
import { pricesAround } from './prices';
import { Random } from './random';
import { STREAMS } from './streams';
import type { Supplier } from './suppliers';
import { composeTitle } from './titles';
import { Weighted } from './weighted';

/** Days over which the goods of a catalogue were added. */
const CATALOGUE_DAYS = 400;

const STATUSES = new Weighted<SkuStatus>([
  [SkuStatus.LISTED, 96],
  [SkuStatus.DELISTED, 3],
  [SkuStatus.DRAFT, 1],
]);

const { ORIGIN, BELT, FACTORY_DIRECT, CREATOR_BRAND } = Provenance;
const PROVENANCES: Record<SupplierKind, Weighted<Provenance>> = {
  [SupplierKind.FACTORY]: new Weighted<Provenance>([
    [FACTORY_DIRECT, 85],
    [BELT, 15],
  ]),
  [SupplierKind.MARKET_STALL]: new Weighted<Provenance>([
    [BELT, 90],
    [FACTORY_DIRECT, 10],
  ]),
  [SupplierKind.COOPERATIVE]: new Weighted<Provenance>([[ORIGIN, 1]]),
  [SupplierKind.BRAND]: new Weighted<Provenance>([
    [FACTORY_DIRECT, 45],
    [CREATOR_BRAND, 35],
    [BELT, 20],
  ]),
  [SupplierKind.TRADER]: new Weighted<Provenance>([
    [BELT, 80],
    [ORIGIN, 20],
  ]),
};

/** The goods of all suppliers, made one after the other as they are asked for. */
export function* skuRows(
  suppliers: readonly Supplier[],
  seed: number,
  onRow: () => void,
): Generator<CopyRow> {
  const numbers = new Map<string, number>();
  for (const [index, supplier] of suppliers.entries()) {
    const random = new Random(seed, STREAMS.skus, index);
    const prefix = supplier.plan.prefix;
    for (let i = 0; i < supplier.skuCount; i++) {
      const number = (numbers.get(prefix) ?? 0) + 1;
      numbers.set(prefix, number);
      yield skuRow(supplier, `${prefix}-${String(number).padStart(6, '0')}`, random);
      onRow();
    }
  }
}

function skuRow(supplier: Supplier, code: string, random: Random): CopyRow {
  const leaf = random.pick(supplier.leaves);
  const title = composeTitle(leaf.words, random);
  const searchText = searchTextOf(title.text, code);
  const prices = pricesAround(typicalYuan(leaf, supplier, random), random);
  const sales = salesOf(supplier, random);
  const opened = Math.max(supplier.createdAt, CATALOGUE_DATE - CATALOGUE_DAYS * DAY);
  const created = Math.floor(random.between(opened, CATALOGUE_DATE));
  const updated = Math.floor(random.between(created, CATALOGUE_DATE));
  return {
    id: random.uuid(),
    supplier_id: supplier.id,
    belt_number: supplier.plan.belt.number,
    supplier_status: supplier.status,
    supplier_quality: supplier.quality,
    code,
    title: title.text,
    search_text: searchText,
    search_vector: tsvectorOf(searchText),
    description: descriptionOf(title, supplier, random),
    attributes: attributesOf(title, supplier, random),
    image_urls: imageUrlsOf(supplier, code, random),
    category_number: leaf.number,
    audience_number: audienceOf(leaf, supplier, random),
    shipping_number: shippingOf(leaf, supplier, random),
    provenance: PROVENANCES[supplier.kind].pick(random),
    supply_price: prices.supply,
    live_price: prices.live,
    market_price: prices.market,
    commission_rate: commissionOf(leaf, random),
    stock: stockOf(prices.live, random),
    guarantees: guaranteesOf(leaf, random),
    status: STATUSES.pick(random),
    flagged: random.chance(0.003),
    sales_total: sales.total,
    sales_recent: sales.recent,
    sales_previous: sales.previous,
    created_at: new Date(created).toISOString(),
    updated_at: new Date(updated).toISOString(),
  };
}

/** A tsvector as Postgres reads it: quoted lexemes without positions, in any order. */
export function tsvectorOf(searchText: string): string {
  const lexemes = lexemesOf(searchText);
  const plain = /['\\]/.test(searchText)
    ? lexemes.map((lexeme) => lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''"))
    : lexemes;
  return `'${plain.join("' '")}'`;
}

function typicalYuan({ price }: Leaf, { priceLevel }: Supplier, random: Random): number {
  const yuan = random.logNormal(price.typical * priceLevel, price.sigma);
  return Math.min(price.high * 1.5, Math.max(price.low * 0.7, yuan));
}

/** The kind's own, or another one, on which a belt agrees: goods for the same people share matching cells. */
const audienceOf = ({ audience, otherAudiences }: Leaf, { plan }: Supplier, random: Random): number =>
  random.chance(0.8) ? audience : otherAudiences[plan.belt.number % otherAudiences.length]!;

/** A supplier ships most of its goods in the same way. */
function shippingOf(leaf: Leaf, { plan, shippingHabit }: Supplier, random: Random): number {
  const choices = plan.shipping.get(leaf.habits)!;
  return random.chance(0.85) ? choices.at(shippingHabit) : choices.pick(random);
}

/** Multiples of half a percent; now and then nothing. */
function commissionOf({ habits: { commission } }: Leaf, random: Random): number {
  return random.chance(0.04) ? 0 : Math.round(random.between(...commission) / 50) * 50;
}

/** The dearer, the fewer; none at all of one in 25. */
const stockOf = (liveFen: number, random: Random): number =>
  random.chance(0.04) ? 0 : 1 + Math.floor(random.logNormal(60_000 / (liveFen / 100 + 50), 1.3));

function guaranteesOf({ habits }: Leaf, random: Random): string {
  const given: Guarantee[] = [];
  if (random.chance(habits.refundWithoutReturn)) given.push(Guarantee.REFUND_WITHOUT_RETURN);
  if (random.chance(habits.freightCovered)) given.push(Guarantee.RETURN_FREIGHT_COVERED);
  if (random.chance(habits.tenfoldIfFake)) given.push(Guarantee.TENFOLD_IF_FAKE);
  return `{${given.join(',')}}`;
}

/** Pieces sold in the last week, in the one before, and in all; good suppliers sell more, most goods sell little. */
function salesOf({ quality }: Supplier, random: Random): { recent: number; previous: number; total: number } {
  const weekly = random.logNormal(6 * Math.exp(4 * (quality / 1_000_000 - 0.7)), 1.4);
  const recent = random.poisson(weekly * random.logNormal(1, 0.35));
  const previous = random.poisson(weekly);
  return { recent, previous, total: recent + previous + random.poisson(weekly * random.between(0, 50)) };
}
