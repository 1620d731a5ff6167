import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CopyRow } from '../src/database/copy';
import { ImportFormat } from '../src/imports/sku-import.entity';
import { formatFen } from '../src/pricing/fen';
import { beltPlansOf } from '../src/seed/belt-plans';
import { readReferenceData } from '../src/seed/reference-data';
import { skuRows } from '../src/seed/skus';
import { readSupplierData } from '../src/seed/supplier-data';
import { makeSuppliers } from '../src/seed/suppliers';
import { readTitleData } from '../src/seed/title-data';

export type Shop = { code: string; name: string };

/** Goods of one shop in a file, on average: a stall's price list, not a marketplace's dump. */
const GOODS_PER_SHOP = 20;
/** Of all the file's shops, those that the belt does not have yet. */
const NEW_SHOPS = 0.2;

/** How the rows of a file are written, by its format. */
const LINES: Partial<Record<ImportFormat, (row: Record<string, string>) => string>> = {
  [ImportFormat.JSONL]: (row) => `${JSON.stringify(row)}\n`,
};

/** Writes a file of made-up goods of a belt, one after the other of another shop, as an export by date has them. */
export async function writeGoodsFile(
  path: string,
  format: ImportFormat,
  rows: number,
  beltSlug: string,
  shops: readonly Shop[],
  seed = 2,
): Promise<void> {
  const line = LINES[format];
  if (!line) throw new Error(`${format}: expected one of ${Object.keys(LINES).join(', ')}`);
  function* lines(): Generator<string> {
    for (const row of goods(rows, beltSlug, shops, seed)) yield line!(row);
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

function* goods(
  rows: number,
  beltSlug: string,
  known: readonly Shop[],
  seed: number,
): Generator<Record<string, string>> {
  const data = readReferenceData();
  const plans = beltPlansOf(data, readTitleData()).filter(({ belt }) => belt.slug === beltSlug);
  const categoryNames = new Map(data.categories.map(({ number, name }) => [number, name]));
  const size = { suppliers: Math.ceil(rows / GOODS_PER_SHOP), skus: rows, seed };
  const suppliers = makeSuppliers(plans, readSupplierData(), size);
  const shops = suppliers.map(({ code, name }, i): Shop => {
    const isKnown = known.length > 0 && i >= suppliers.length * NEW_SHOPS;
    return isKnown ? known[i % known.length]! : { code: `N-${code}`, name };
  });
  let at = 0;
  for (const row of skuRows(suppliers, seed, () => {})) {
    const shop = shops[(at * 7_919) % shops.length]!;
    yield cellsOf(row, `N-${seed}${String(++at).padStart(8, '0')}`, shop, categoryNames);
  }
}

const yuan = (fen: CopyRow[string] | undefined): string => (fen == null ? '' : formatFen(Number(fen)));

const cellsOf = (
  row: CopyRow,
  code: string,
  shop: Shop,
  categoryNames: ReadonlyMap<unknown, string>,
): Record<string, string> => ({
  货号: code,
  商品标题: String(row.title),
  店铺名称: shop.name,
  供应商编码: shop.code,
  类目: categoryNames.get(row.category_number)!,
  直播价: yuan(row.live_price),
  供货价: yuan(row.supply_price),
  市场价: yuan(row.market_price),
  佣金: `${Number(row.commission_rate) / 100}%`,
  库存: String(row.stock),
  销量: String(row.sales_total),
  描述: String(row.description),
  ...JSON.parse(String(row.attributes)),
});
