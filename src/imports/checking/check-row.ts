import { IMPORT_LIMITS } from '../../config/limits';
import { formatFen } from '../../pricing/fen';
import type { Problem } from '../problems';
import type { Cell, MappedRow } from '../reading/columns';
import type { CheckReference } from './check-reference';
import { PROVENANCES, STATUSES } from './choices';
import type { CleanCategory, CleanPrices, CleanRow } from './clean-row';
import { Findings } from './findings';
import { skuCodeFrom } from './natural-key';
import { suggested } from './nearest-name';
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
  const findings = new Findings([...row.problems], row.unread);
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
  const category = checkCategory(cells.get('category'), title ?? '', reference, findings);
  const description = checkText(cells.get('description'), findings);
  reference.claims.check(titleCell, findings);
  reference.claims.check(cells.get('description'), findings);
  const attributeValues = checkAttributes(attributes, findings);
  const audienceNumber = reference.audiences.check(cells.get('audience'), findings);
  const shippingNumber = reference.shippingClasses.check(cells.get('shipping'), findings);
  const provenance = PROVENANCES.check(cells.get('provenance'), findings);
  const commissionBasisPoints = checkRate(cells.get('commissionRate'), findings);
  const stock = checkPieces(cells.get('stock'), findings);
  const status = STATUSES.check(cells.get('status'), findings);
  const salesTotal = checkPieces(cells.get('salesTotal'), findings);
  if (title === null || supplier === null || prices === null) return undefined;
  // One literal, not spread out of parts: that alone took half of the time of a row.
  return {
    supplier,
    category,
    prices,
    code: code ?? skuCodeFrom(title),
    codeGiven: code !== null,
    title,
    description,
    attributes: attributeValues,
    audienceNumber,
    shippingNumber,
    provenance,
    commissionBasisPoints,
    stock,
    status,
    salesTotal,
  };
}

function checkPrices(cells: MappedRow['cells'], findings: Findings): CleanPrices | null {
  const liveCell = cells.get('livePrice');
  const live = liveCell ? checkPrice(liveCell, findings) : findings.missing('PRICE_MISSING', 'livePrice');
  const supply = checkPrice(cells.get('supplyPrice'), findings);
  const market = checkPrice(cells.get('marketPrice'), findings);
  if (live === null) return null;
  if (supply !== null && live < supply) {
    findings.add('PRICE_BELOW_SUPPLY_PRICE', liveCell!, { supplyPrice: formatFen(supply) });
  }
  return { supply, live, market };
}

/** An unknown category turns no goods away: the label is noted, and the title asked instead. */
function checkCategory(
  cell: Cell | undefined,
  title: string,
  { categories }: CheckReference,
  findings: Findings,
): CleanCategory {
  const { category, by, isLabelKnown } = categories.find(cell?.value, title);
  if (cell && !isLabelKnown) {
    const suggestion = suggested(categories.suggest(cell.value));
    findings.add('CATEGORY_UNKNOWN', cell, { category: category.name, ...suggestion });
  }
  return { number: category.number, by, audienceNumber: categories.audienceOf(category) };
}
