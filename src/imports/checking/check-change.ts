import { IMPORT_LIMITS } from '../../config/limits';
import { formatFen } from '../../pricing/fen';
import type { Sku } from '../../skus/sku.entity';
import type { Problem } from '../problems';
import type { ColumnName } from '../reading/column-names';
import type { Cell } from '../reading/columns';
import type { CheckReference } from './check-reference';
import { PROVENANCES, STATUSES } from './choices';
import { Findings } from './findings';
import { suggested } from './nearest-name';
import { checkPieces, checkPrice, checkRate } from './numbers';
import { checkAttributes, checkLine, checkText } from './texts';

export type CheckedChange = { problems: readonly Problem[]; isRejected: boolean; clean: Partial<Sku> };

/**
 * Checks what somebody wants to make of goods that exist, by the rules that the rows of a file are checked by. Only what
 * they name is looked at: a title that was good enough when it came does not keep anyone from counting the stock.
 */
export function checkChange(
  sku: Sku,
  cells: ReadonlyMap<ColumnName, Cell>,
  attributes: readonly Cell[] | undefined,
  reference: CheckReference,
): CheckedChange {
  const findings = new Findings([]);
  const titleCell = cells.get('title');
  const title =
    titleCell?.value === ''
      ? findings.missing('TITLE_MISSING', 'title')
      : checkLine(titleCell, IMPORT_LIMITS.titleCharacters, findings);
  const description = checkText(cells.get('description'), findings);
  reference.claims.check(titleCell, findings);
  reference.claims.check(cells.get('description'), findings);
  const category = checkLeaf(cells.get('category'), title ?? sku.title, reference, findings);
  const clean = {
    title,
    description,
    attributes: attributes && (checkAttributes(attributes, findings) ?? {}),
    ...category,
    ...checkChangedPrices(sku, cells, findings),
    audienceNumber: reference.audiences.check(cells.get('audience'), findings) ?? category?.audienceNumber,
    shippingNumber: reference.shippingClasses.check(cells.get('shipping'), findings),
    provenance: PROVENANCES.check(cells.get('provenance'), findings),
    commissionBasisPoints: checkRate(cells.get('commissionRate'), findings),
    stock: checkPieces(cells.get('stock'), findings),
    status: STATUSES.check(cells.get('status'), findings),
    salesTotal: checkPieces(cells.get('salesTotal'), findings),
  };
  return {
    problems: findings.problems,
    isRejected: findings.reject,
    // What is null was not named.
    clean: Object.fromEntries(Object.entries(clean).filter(([, value]) => value !== null)),
  };
}

/** Each price that is named becomes what is said, and no other: the two have to fit as they then are. */
function checkChangedPrices(
  sku: Sku,
  cells: ReadonlyMap<ColumnName, Cell>,
  findings: Findings,
): Record<'supplyPriceFen' | 'livePriceFen' | 'marketPriceFen', number | null> {
  const [liveCell, supplyCell] = [cells.get('livePrice'), cells.get('supplyPrice')];
  const livePriceFen = checkPrice(liveCell, findings);
  const supplyPriceFen = checkPrice(supplyCell, findings);
  const supply = supplyPriceFen ?? sku.supplyPriceFen;
  const named = liveCell ?? supplyCell;
  if (named && (livePriceFen ?? sku.livePriceFen) < supply) {
    findings.add('PRICE_BELOW_SUPPLY_PRICE', named, { supplyPrice: formatFen(supply) });
  }
  return { livePriceFen, supplyPriceFen, marketPriceFen: checkPrice(cells.get('marketPrice'), findings) };
}

/** In a file an unknown label turns no goods away; here somebody is at hand who can be told. */
function checkLeaf(
  cell: Cell | undefined,
  title: string,
  { categories }: CheckReference,
  findings: Findings,
): Pick<Sku, 'categoryNumber' | 'audienceNumber'> | null {
  if (!cell) return null;
  const { category, by } = categories.find(cell.value, title);
  if (by === 'LABEL') {
    return { categoryNumber: category.number, audienceNumber: categories.audienceOf(category) };
  }
  return findings.add('VALUE_UNKNOWN', cell, {
    expected: 'categories { slug }',
    ...suggested(categories.suggest(cell.value)),
  });
}
