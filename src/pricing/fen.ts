/** Money is integer fen inside and a decimal string outside; a float never holds a price. */

/** The largest amount: what an integer column of fen holds, 20 million yuan. */
export const MAX_FEN = 2_000_000_000;

const DECIMAL = /^(\d{1,12})(?:\.(\d{1,2}))?$/;

/** "19.9" → 1990; undefined where the text is no amount of whole fen from 0 to the largest. */
export function parseFen(decimal: string, max = MAX_FEN): number | undefined {
  const match = DECIMAL.exec(decimal.trim());
  if (!match) return undefined;
  const fen = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return fen <= max ? fen : undefined;
}

/** 1990 → "19.90". */
export const formatFen = (fen: number): string =>
  `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
