import type { GraphQLResolveInfo } from 'graphql';
import { type Principal, Role } from '../auth/principal';
import { MATCH_LIMITS, NEWCOMER_LIMITS } from '../config/limits';
import { pageSize } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { fingerprintOf } from '../graphql/cursor';
import { atLeast, beltNumbers, categoryNumbers, searchText, share } from '../graphql/inputs';
import { selects } from '../graphql/selection';
import { fenRange } from '../pricing/money.types';
import { readingFor, type SkuReading } from '../skus/sku-columns';
import type { Streamer } from '../streamers/streamer.entity';
import { TOLD_BY_REASONS } from './explain';
import { MILLION } from './factors';
import { excludedFrom } from './excluded';
import type { MatchCriteria } from './filter';
import type { MatchOutcome, MatchRequest } from './rank-streamers';
import { type MatchArgs, type MatchConnection, type MatchFilter, ProfileDimension } from './match.types';
import { decodePlace, indexBehind, type Place } from './place';
import { RankedEdge } from './ranked-edge';
import { resolveWeights } from './weights';

/**
 * Source goods for a streamer, best first.
 * @throws INVALID_PAGE, INVALID_CURSOR, INVALID_WEIGHTS, INVALID_INPUT, NOT_FOUND
 */
export async function matchesOf(
  context: RequestContext,
  streamer: Streamer,
  args: MatchArgs,
  info: GraphQLResolveInfo,
): Promise<MatchConnection> {
  const size = pageSize(args);
  const request = readRequest(context, args);
  const fingerprint = fingerprintOf('matches', streamer.uuid, request);
  const after = typeof args.after === 'string' ? decodePlace(args.after, fingerprint) : undefined;
  const { outcome, from } = await rankBeyond(context, streamer, request, size, after);
  const page = outcome.ranked.slice(from, from + size);
  const skus = await context.projectedSkus.page(
    readingOf(context, info),
    page.map(({ id }) => id),
  );
  const ranking = { outcome, weights: request.weights, fingerprint };
  const edges = skus.flatMap((sku, i) =>
    // Deleted, or no longer eligible, since the probe read it.
    sku && sku.cell !== null ? [new RankedEdge(context, ranking, from + i, sku)] : [],
  );
  if (isShown(context.principal)) context.app.exposure.count(edges.map(({ node }) => node.supplierId));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: outcome.ranked.length > from + size,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    diagnostics: {
      skusConsidered: outcome.skusConsidered,
      rowsExamined: outcome.rowsExamined,
      cellsProbed: outcome.cellsProbed,
      rounds: outcome.rounds,
      exact: outcome.exact,
      newcomerPlaces: outcome.ranked.slice(0, from + size).filter(({ newcomer }) => newcomer).length,
      basis: basisOf(outcome),
      // Called only where it is asked for.
      excluded: () => excludedFrom(context, outcome, from + size),
    },
  };
}

/** What is read of the goods of a page; what reasons say of them with it, where they are asked for. */
const readingOf = ({ app }: RequestContext, info: GraphQLResolveInfo): SkuReading =>
  readingFor(app.dataSource, info, ['cell', ...(selects(info, ['edges', 'reasons']) ? TOLD_BY_REASONS : [])]);

/** Streamers look at what they get, and services show it to them; others look into how headwater does. */
const isShown = ({ roles }: Principal): boolean => roles.has(Role.STREAMER) || roles.has(Role.SERVICE);

/**
 * Ranks from the best on to the end of the page (and one more), since how many goods of a supplier came before
 * decides which come next. Goods that appeared above the cursor since the last page may push the page down: then
 * more is ranked.
 */
async function rankBeyond(
  { loaders }: RequestContext,
  streamer: Streamer,
  request: Omit<MatchRequest, 'wanted'>,
  size: number,
  after: Place | undefined,
): Promise<{ outcome: MatchOutcome; from: number }> {
  const { maxDepth } = MATCH_LIMITS;
  for (let wanted = (after?.rank ?? 0) + size + 1; ; wanted += size + 1) {
    const capped = Math.min(wanted, maxDepth);
    const outcome = await loaders.matches.load({ streamer, request: { wanted: capped, ...request } });
    const from = after ? indexBehind(outcome.ranked, after) : 0;
    const isWhole = outcome.ranked.length < capped || capped === maxDepth;
    if (isWhole || outcome.ranked.length > from + size) return { outcome, from };
  }
}

function readRequest(
  { app }: RequestContext,
  { filter, weights, newcomerShare }: MatchArgs,
): Omit<MatchRequest, 'wanted'> {
  const { defaultShare, maxShare } = NEWCOMER_LIMITS;
  return {
    criteria: filter ? readCriteria(app.reference, filter) : {},
    weights: resolveWeights(weights),
    maxPerSupplier:
      atLeast(filter?.maxPerSupplier, 1, 'filter.maxPerSupplier') ?? MATCH_LIMITS.defaultMaxPerSupplier,
    newcomerShare: share(newcomerShare, 'newcomerShare', maxShare / MILLION) ?? defaultShare,
  };
}

function readCriteria(reference: RequestContext['app']['reference'], filter: MatchFilter): MatchCriteria {
  const price = fenRange(filter.price, 'filter.price');
  return {
    belts: beltNumbers(reference, filter.belts),
    categories: categoryNumbers(reference, filter.categories),
    minPrice: price.min,
    maxPrice: price.max,
    guarantees: filter.guarantees ?? undefined,
    minStock: atLeast(filter.minStock, 0, 'filter.minStock'),
    minQuality: share(filter.minQuality, 'filter.minQuality'),
    reliable: filter.reliable ?? undefined,
    inAlliance: filter.alliance ?? undefined,
    text: searchText(filter.text),
  };
}

export const basisOf = ({ fans: { sources } }: MatchOutcome): MatchConnection['diagnostics']['basis'] => [
  { dimension: ProfileDimension.GENDERS, source: sources.genderShares },
  { dimension: ProfileDimension.AGES, source: sources.ageShares },
  { dimension: ProfileDimension.REGIONS, source: sources.regionShares },
  { dimension: ProfileDimension.PRICE_BANDS, source: sources.priceBandShares },
  { dimension: ProfileDimension.CATEGORIES, source: sources.categoryShares },
];
