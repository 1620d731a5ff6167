import { IMPORT_LIMITS } from '../../config/limits';
import { formatFen } from '../../pricing/fen';
import type { Problem } from '../problems';
import type { MappedRow } from '../reading/columns';
import type { CheckReference } from './check-reference';
import { PROVENANCES, STATUSES } from './choices';
import type { CleanRow } from './clean-row';
import { Findings } from './findings';
import { skuCodeFrom } from './natural-key';
import { checkPieces, checkPrice, checkRate } from './numbers';
import { checkSupplier } from './supplier';
import { checkAttributes, checkLine, checkText } from './texts';

export type CheckedRow = {
  number: number;
  raw: MappedRow['raw'];
  problems: readonly Problem[];
  /** Undefined where the row is rejected. */
  clean?: CleanRow;
};

/** Checks one row by itself, whatever stands in others; a pure function of the row and the reference data. */
export function checkRow(row: MappedRow, reference: CheckReference): CheckedRow {
  const findings = new Findings([...row.problems]);
  // Of a row that could not be read there is nothing more to say.
  const clean = typeof row.raw === 'string' ? undefined : checkCells(row, reference, findings);
  const { number, raw } = row;
  return { number, raw, problems: findings.problems, clean: findings.reject ? undefined : clean };
}

function checkCells(
  { cells, attributes }: MappedRow,
  reference: CheckReference,
  findings: Findings,
): CleanRow | undefined {
  const titleCell = cells.get('title');
  const title = titleCell
    ? checkLine(titleCell, IMPORT_LIMITS.titleCharacters, findings)
    : findings.missing('TITLE_MISSING', 'title');
  const code = checkLine(cells.get('code'), IMPORT_LIMITS.codeCharacters, findings);
  const supplier = checkSupplier(cells, reference.regions, findings);
  const prices = checkPrices(cells, findings);
  const rest = {
    description: checkText(cells.get('description'), findings),
    attributes: checkAttributes(attributes, findings),
    audienceNumber: reference.audiences.check(cells.get('audience'), findings),
    shippingNumber: reference.shippingClasses.check(cells.get('shipping'), findings),
    provenance: PROVENANCES.check(cells.get('provenance'), findings),
    commissionRate: checkRate(cells.get('commissionRate'), findings),
    stock: checkPieces(cells.get('stock'), findings),
    status: STATUSES.check(cells.get('status'), findings),
    salesTotal: checkPieces(cells.get('salesTotal'), findings),
  };
  if (title === null || supplier === null || prices === null) return undefined;
  const category = checkCategory(cells.get('category'), title, reference, findings);
  return {
    ...supplier,
    ...prices,
    ...category,
    ...rest,
    title,
    code: code ?? skuCodeFrom(title),
    codeGiven: code !== null,
  };
}

function checkPrices(
  cells: MappedRow['cells'],
  findings: Findings,
): Pick<CleanRow, 'livePrice' | 'supplyPrice' | 'marketPrice'> | null {
  const liveCell = cells.get('livePrice');
  const livePrice = liveCell
    ? checkPrice(liveCell, findings)
    : findings.missing('PRICE_MISSING', 'livePrice');
  const supplyPrice = checkPrice(cells.get('supplyPrice'), findings);
  const marketPrice = checkPrice(cells.get('marketPrice'), findings);
  if (livePrice === null) return null;
  if (supplyPrice !== null && livePrice < supplyPrice) {
    findings.add('PRICE_BELOW_SUPPLY_PRICE', liveCell!, { supplyPrice: formatFen(supplyPrice) });
  }
  return { livePrice, supplyPrice, marketPrice };
}

/** An unknown category turns no goods away: the label is noted, and the title asked instead. */
function checkCategory(
  cell: ReturnType<MappedRow['cells']['get']>,
  title: string,
  { categories }: CheckReference,
  findings: Findings,
): Pick<CleanRow, 'categoryNumber' | 'categoryBy' | 'categoryAudienceNumber'> {
  const { category, by } = categories.find(cell?.value, title);
  if (cell && !categories.knows(cell.value)) {
    findings.add('CATEGORY_UNKNOWN', cell, { category: category.name });
  }
  return {
    categoryNumber: category.number,
    categoryBy: by,
    categoryAudienceNumber: categories.audienceOf(category),
  };
}
