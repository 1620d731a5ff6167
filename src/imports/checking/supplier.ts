import { IMPORT_LIMITS } from '../../config/limits';
import { SupplierKind } from '../../suppliers/supplier.entity';
import type { ColumnName } from '../reading/column-names';
import type { Cell } from '../reading/columns';
import type { CleanSupplier } from './clean-row';
import type { Findings } from './findings';
import { supplierCodeFrom } from './natural-key';
import { suggested } from './nearest-name';
import type { RegionFinder } from './regions';
import { checkLine } from './texts';

/** What a shop's name gives away; the name of a flagship store (旗舰店) carries its brand. */
function kindFrom(name: string): SupplierKind {
  if (name.includes('旗舰店')) return SupplierKind.BRAND;
  return name.includes('厂') ? SupplierKind.FACTORY : SupplierKind.TRADER;
}

/** The supplier by its own code, or by one made from its name. */
export function checkSupplier(
  cells: ReadonlyMap<ColumnName, Cell>,
  regions: RegionFinder,
  findings: Findings,
): CleanSupplier | null {
  const nameCell = cells.get('supplierName');
  const codeCell = cells.get('supplierCode');
  if (!nameCell && !codeCell) return findings.missing('SUPPLIER_MISSING', 'supplierName');
  const name = checkLine(nameCell, IMPORT_LIMITS.nameCharacters, findings);
  const givenCode = checkLine(codeCell, IMPORT_LIMITS.codeCharacters, findings);
  const code = givenCode ?? (name === null ? null : supplierCodeFrom(name));
  const regionCell = cells.get('region');
  const region = regionCell ? regions.find(regionCell.value) : null;
  if (regionCell && region === null) {
    findings.add('REGION_UNKNOWN', regionCell, suggested(regions.suggest(regionCell.value)));
  }
  if (code === null) return null;
  return {
    code,
    codeGiven: givenCode !== null,
    name,
    kind: name === null ? null : kindFrom(name),
    regionCode: region,
  };
}
