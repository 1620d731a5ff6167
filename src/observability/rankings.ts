import { matchCells, matchRounds, matchRows } from './metrics';

/** How much work a ranking was. */
export function observeRanking(result: { rounds: number; cellsProbed: number; rowsExamined: number }): void {
  matchRounds.observe(result.rounds);
  matchCells.observe(result.cellsProbed);
  matchRows.observe(result.rowsExamined);
}
