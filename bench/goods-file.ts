import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { CopyRow } from '../src/database/copy';
import { ImportFormat } from '../src/imports/file-import.entity';
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

/** The columns of every good; attributes differ from good to good and follow in JSON Lines alone. */
const COLUMNS = [
  '货号',
  '商品标题',
  '店铺名称',
  '供应商编码',
  '类目',
  '直播价',
  '供货价',
  '市场价',
  '佣金',
  '库存',
  '销量',
  '描述',
] as const;

type Row = Record<string, string>;

const WRITERS: Record<ImportFormat, (rows: Iterable<Row>) => Readable> = {
  [ImportFormat.JSONL]: (rows) => texts(rows, '', (row) => `${JSON.stringify(row)}\n`),
  [ImportFormat.CSV]: (rows) =>
    texts(
      rows,
      `${COLUMNS.join(',')}\r\n`,
      (row) => `${COLUMNS.map((name) => quoted(row[name]!)).join(',')}\r\n`,
    ),
  [ImportFormat.XLSX]: xlsx,
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
  await pipeline(WRITERS[format](goods(rows, beltSlug, shops, seed)), createWriteStream(path));
}

/** Some rows at a time: a stream of single ones would take longer than they do. */
function texts(rows: Iterable<Row>, head: string, line: (row: Row) => string, tail = ''): Readable {
  function* chunks(): Generator<string> {
    let text = head;
    for (const row of rows) {
      text += line(row);
      if (text.length < 65_536) continue;
      yield text;
      text = '';
    }
    yield text + tail;
  }
  return Readable.from(chunks(), { objectMode: false, encoding: 'utf8' });
}

const quoted = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** A workbook with all texts in their cells, as programs write them. */
function xlsx(rows: Iterable<Row>): Readable {
  const escaped = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const line = (values: readonly string[]): string =>
    `<row>${values.map((value) => `<c t="inlineStr"><is><t>${escaped(value)}</t></is></c>`).join('')}</row>`;
  const relation = (type: string, target: string): string =>
    `<Relationships><Relationship Id="r" Type="http://x/${type}" Target="${target}"/></Relationships>`;
  const zip = new ZipFile();
  const add = (part: string, text: string): void => zip.addBuffer(Buffer.from(text), part);
  add('_rels/.rels', relation('officeDocument', 'xl/workbook.xml'));
  add('xl/workbook.xml', '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="r"/></sheets></workbook>');
  add('xl/_rels/workbook.xml.rels', relation('worksheet', 'sheet.xml'));
  const head = `<worksheet><sheetData>${line(COLUMNS)}`;
  const sheet = texts(
    rows,
    head,
    (row) => line(COLUMNS.map((name) => row[name]!)),
    '</sheetData></worksheet>',
  );
  zip.addReadStream(sheet, 'xl/sheet.xml');
  zip.end();
  return zip.outputStream as Readable;
}

function* goods(rows: number, beltSlug: string, known: readonly Shop[], seed: number): Generator<Row> {
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
): Row => ({
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
