import type { RequestContext } from '../graphql/context';
import { type ExcludedCount, ExclusionReason } from './exclusion.types';
import { placeAt } from './place';
import { comesBefore } from './rank-key';
import type { MatchOutcome } from './rank-streamers';

/** How many SKUs each reason left out of the first `end` places of a ranking; every reason is told of. */
export async function excludedFrom(
  { app }: RequestContext,
  outcome: MatchOutcome,
  end: number,
): Promise<ExcludedCount[]> {
  const counts = new Map([
    ...(await app.matching.ineligible.current()),
    [ExclusionReason.FILTERED, outcome.skusFiltered],
    [ExclusionReason.SUPPLIER_LIMIT, passedOver(outcome, end)],
  ]);
  return Object.values(ExclusionReason).map((reason) => ({ reason, count: counts.get(reason) ?? 0 }));
}

/** One more is ranked than a page shows, so what was passed over may stand behind the page's last. */
function passedOver({ ranked, passedOver: all }: MatchOutcome, end: number): number {
  if (end >= ranked.length) return all.length;
  if (end === 0) return 0;
  const { ordered: last } = placeAt(ranked, end - 1);
  return all.filter((candidate) => comesBefore(candidate, last)).length;
}
