import { matchLine, type RawEdge, lineOfEdge, type Weights } from './graphql-matches';
import { contribution, isEligible, type Oracle, type OracleRanking } from './oracle';
import type { OracleSku } from './oracle-data';
import { FACTORS } from './oracle-values';

/** Why, and why not: what matchOf must say of a SKU, by the specification and the oracle's ranking of everything. */

export type RawVerdict = Omit<RawEdge, 'cursor' | 'node' | 'rank'> & {
  sku: { id: string };
  eligible: boolean;
  exclusions: { reason: string; message: string }[];
  rank: number | null;
  rankAbsence: string | null;
};

export const VERDICT = `sku { id } eligible exclusions { reason message } score reasons rank rankAbsence
  components { factor value weight contribution }`;

const DEPTH = 1_000;
const PER_SUPPLIER = 3;

export function obstaclesOf({ status, supplier_status, flagged, stock }: OracleSku): string[] {
  return [
    ...(status === 'LISTED' ? [] : ['NOT_LISTED']),
    ...(supplier_status === 'ACTIVE' ? [] : ['SUPPLIER_NOT_ACTIVE']),
    ...(flagged ? ['FLAGGED'] : []),
    ...(stock > 0 ? [] : ['OUT_OF_STOCK']),
  ];
}

function placeOf({ matches }: OracleRanking, sku: OracleSku): string {
  if (!isEligible(sku)) return 'NOT_ELIGIBLE';
  const place = matches.findIndex(({ id }) => id === sku.id);
  if (place >= DEPTH) return 'BEYOND_LIMIT';
  if (place >= 0) return String(place + 1);
  const better = matches.slice(0, DEPTH).filter((match) => match.sku.supplier === sku.supplier);
  return better.length === PER_SUPPLIER ? 'SUPPLIER_LIMIT' : 'BEYOND_LIMIT';
}

const line = (place: string, reasons: string[], match: string): string =>
  `${place} [${reasons.join(' ')}] ${match}`;

/** What the oracle expects, in one line; `ranking` is the one without a filter, under the same weights. */
export function expectedVerdict(
  oracle: Oracle,
  ranking: OracleRanking,
  { handle, sku, weights }: { handle: string; sku: OracleSku; weights?: Weights },
): string {
  const { score, values } = oracle.judge(handle, sku, weights);
  const match = matchLine(0, sku.id, score, (factor) => {
    const [weight, value] = [ranking.weights[FACTORS.indexOf(factor)]!, values[FACTORS.indexOf(factor)]!];
    return [value, weight, contribution(weight, value)];
  });
  return line(placeOf(ranking, sku), obstaclesOf(sku), match);
}

/** What was answered, in one line. */
export function lineOfVerdict({ sku, rank, rankAbsence, eligible, exclusions, ...rest }: RawVerdict): string {
  const place = [rank, rankAbsence].filter((part) => part !== null).join(' and ');
  const contradicts = eligible === exclusions.length > 0;
  const match = lineOfEdge({ ...rest, node: sku, rank: 0, cursor: '' });
  return line(
    contradicts ? `${place}, contradicting itself` : place,
    exclusions.map(({ reason }) => reason),
    match,
  );
}
