const MILLION = 1_000_000;

/**
 * Newcomers' places by brute force: a ranking, best first and no more than allowed of a supplier, in which at the ranks
 * ⌊k / share⌋ the best newcomer that is left comes first, if one is.
 */
export function withPlaces<T extends { id: string }>(
  ranking: readonly T[],
  isNewcomer: (one: T) => boolean,
  shareInMillionths: number,
  wanted = ranking.length,
): (T & { newcomer: boolean })[] {
  const isPlace = (rank: number): boolean =>
    Array.from({ length: rank }, (_, k) => Math.floor(((k + 1) * MILLION) / shareInMillionths)).includes(
      rank,
    );
  const left = [...ranking];
  const list: (T & { newcomer: boolean })[] = [];
  for (let rank = 1; left.length > 0 && rank <= wanted; rank++) {
    const found = isPlace(rank) ? left.findIndex(isNewcomer) : -1;
    const [next] = left.splice(Math.max(0, found), 1);
    list.push({ ...next!, newcomer: found >= 0 });
  }
  return list;
}
