import { LABEL_LIMITS } from '../../config/limits';

export enum ReliabilityCriterion {
  ENTERPRISE_QUALIFIED = 'ENTERPRISE_QUALIFIED',
  RATING = 'RATING',
  REPLY_RATE = 'REPLY_RATE',
  FREE_SHIPPING = 'FREE_SHIPPING',
  ON_TIME_DISPATCH = 'ON_TIME_DISPATCH',
}

/** A rate or a mean, and how many observations are behind it. */
type Observed = { observed: number | null; sampleSize: number };

/** What is known of a supplier that the label looks at. */
export type Evidence = {
  enterpriseQualified: boolean;
  rating: Observed;
  replyRate: Observed;
  onTimeDispatch: Observed;
  /** Listed goods, and those of them that promise free shipping in time. */
  listed: number;
  promised: number;
};

/** One criterion, as it is kept with each grant and withdrawal, too. */
export type Check = {
  criterion: ReliabilityCriterion;
  required: number;
  /** Null where nothing was observed. */
  actual: number | null;
  requiredSampleSize: number;
  sampleSize: number;
  met: boolean;
};

export const NOTHING_OBSERVED: Observed = { observed: null, sampleSize: 0 };

/** Every criterion: what the label asks for, what there is, and whether that is enough. */
export function checksOf(evidence: Evidence): Check[] {
  const { minRating, minRatings, minReplyRate, minEnquiries, minPromised, minOnTime, minOrders } =
    LABEL_LIMITS;
  const { enterpriseQualified, rating, replyRate, onTimeDispatch, listed, promised } = evidence;
  const { ENTERPRISE_QUALIFIED, RATING, REPLY_RATE, FREE_SHIPPING, ON_TIME_DISPATCH } = ReliabilityCriterion;
  return [
    check(ENTERPRISE_QUALIFIED, 1, 1, { observed: Number(enterpriseQualified), sampleSize: 1 }),
    check(RATING, minRating, minRatings, rating),
    check(REPLY_RATE, minReplyRate, minEnquiries, replyRate),
    check(FREE_SHIPPING, minPromised, 1, {
      observed: listed > 0 ? promised / listed : null,
      sampleSize: listed,
    }),
    check(ON_TIME_DISPATCH, minOnTime, minOrders, onTimeDispatch),
  ];
}

export const isReliable = (checks: readonly Check[]): boolean => checks.every(({ met }) => met);

function check(
  criterion: ReliabilityCriterion,
  required: number,
  requiredSampleSize: number,
  { observed, sampleSize }: Observed,
): Check {
  const met = observed !== null && observed >= required && sampleSize >= requiredSampleSize;
  return { criterion, required, actual: observed, requiredSampleSize, sampleSize, met };
}
