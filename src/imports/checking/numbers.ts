import { IMPORT_LIMITS } from '../../config/limits';
import { formatFen, MAX_FEN } from '../../pricing/fen';
import { fold } from '../../search/text';
import type { Cell } from '../reading/columns';
import { parseDecimal, scaled } from './decimal';
import type { Findings } from './findings';

const CURRENCY = /^(-?)\s*(?:¥|cny|rmb|人民币)\s*|\s*(?:元|圆|cny|rmb)$/g;
const AMOUNT = '(?:¥|cny|rmb|人民币)?\\s*\\d[\\d.,]*\\s*(?:元|圆|cny|rmb)?';
/** "19.9-29.9", "¥19.9～¥29.9", "19.9元至29.9元", "19.9元起". */
const RANGE = new RegExp(`^${AMOUNT}\\s*(?:(?:[-–—−~〜]|--|至|到)\\s*${AMOUNT}|起)$`, 'u');

/** "19.9", "¥1,299.00", "１９．９元" → fen; what is wrong with it goes to the findings. */
export function checkPrice(cell: Cell | undefined, findings: Findings): number | null {
  if (!cell) return null;
  const text = fold(cell.value).trim();
  const decimal = parseDecimal(text.replaceAll(CURRENCY, '$1'));
  if (!decimal) return findings.add(RANGE.test(text) ? 'PRICE_IS_RANGE' : 'PRICE_INVALID', cell);
  const fen = scaled(decimal, 2);
  if (decimal.isNegative || fen === 0) return findings.add('PRICE_NOT_POSITIVE', cell);
  if (fen === undefined) return findings.add('PRICE_TOO_PRECISE', cell);
  if (fen > MAX_FEN) return findings.add('PRICE_TOO_LARGE', cell, { max: formatFen(MAX_FEN) });
  return fen;
}

/** What was taken in all, as prices are written → fen; nothing is an amount, too. */
export function checkAmount(cell: Cell | undefined, maxFen: number, findings: Findings): number | null {
  if (!cell) return null;
  const decimal = parseDecimal(fold(cell.value).trim().replaceAll(CURRENCY, '$1'));
  if (!decimal) return findings.add('PRICE_INVALID', cell);
  const fen = scaled(decimal, 2);
  if (fen === undefined) return findings.add('PRICE_TOO_PRECISE', cell);
  if (fen < 0 || fen > maxFen) {
    return findings.add('NUMBER_OUT_OF_RANGE', cell, { min: 0, max: formatFen(maxFen) });
  }
  return fen;
}

/** Pieces: a whole number, also written 1,200 or 100.0. */
export function checkPieces(cell: Cell | undefined, findings: Findings): number | null {
  if (!cell) return null;
  const decimal = parseDecimal(cell.value);
  const pieces = decimal && scaled(decimal, 0);
  if (pieces === undefined) return findings.add('NUMBER_INVALID', cell);
  if (pieces < 0 || pieces > IMPORT_LIMITS.pieces) {
    return findings.add('NUMBER_OUT_OF_RANGE', cell, { min: 0, max: IMPORT_LIMITS.pieces });
  }
  return pieces;
}

/** "0.2" or "20%" → basis points. */
export function checkRate(cell: Cell | undefined, findings: Findings): number | null {
  if (!cell) return null;
  const text = fold(cell.value).trim();
  const isPercent = text.endsWith('%');
  const decimal = parseDecimal(isPercent ? text.slice(0, -1) : text);
  const basisPoints = decimal && scaled(decimal, isPercent ? 2 : 4);
  if (basisPoints === undefined) return findings.add('RATE_INVALID', cell);
  if (basisPoints < 0 || basisPoints > IMPORT_LIMITS.commissionBasisPoints) {
    return findings.add('NUMBER_OUT_OF_RANGE', cell, {
      min: 0,
      max: IMPORT_LIMITS.commissionBasisPoints / 10_000,
    });
  }
  return basisPoints;
}
