import { denied } from '../auth/guard';
import { seesCards } from '../auth/rules';
import { MATCH_LIMITS } from '../config/limits';
import { pageSize } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { decodeCursor, encodeCursor, fingerprintOf } from '../graphql/cursor';
import { atLeast, categoryNumbers, searchText } from '../graphql/inputs';
import { componentsOf, reasonsOf } from '../matching/explain';
import { MILLION } from '../matching/factors';
import { resolveWeights } from '../matching/weights';
import type { Sku } from '../skus/sku.entity';
import type { StreamerFilter } from '../streamers/streamer.types';
import type { Goods } from './assortments';
import { REASONS } from './reasons';
import type { StreamerCriteria } from './streamer-criteria';
import type { FoundForGoods, StreamersWanted } from './streamer-finder';
import type { StreamerMatchArgs, StreamerMatchConnection, StreamerMatchEdge } from './streamer-match.types';
import type { Suited } from './streamer-search';

/** Without the followers, which not everyone who may see the ranking may know: the table tells them. */
type Place = { score: number; streamerId: string; rank: number };

const isPlace = (where: unknown[]): where is [number, string, number] =>
  where.length === 3 &&
  Number.isSafeInteger(where[0]) &&
  typeof where[1] === 'string' &&
  Number.isSafeInteger(where[2]) &&
  (where[2] as number) > 0;

/**
 * Streamers whom goods suit, best first.
 * @throws FORBIDDEN, INVALID_PAGE, INVALID_CURSOR, INVALID_WEIGHTS, INVALID_INPUT, NOT_FOUND, QUERY_TOO_LARGE
 */
export async function streamerMatchesOf(
  context: RequestContext,
  goods: Goods,
  args: StreamerMatchArgs,
): Promise<StreamerMatchConnection> {
  const size = pageSize(args);
  const request = { criteria: readCriteria(context, args.filter), weights: resolveWeights(args.weights) };
  const fingerprint = fingerprintOf('streamerMatches', goods, request);
  const after = typeof args.after === 'string' ? placeOf(args.after, fingerprint) : undefined;
  const { found, from } = await findBeyond(context, goods, request, size, after);
  const page = found.ranked.slice(from, from + size);
  const [streamers, skus] = await Promise.all([
    context.loaders.streamer.loadMany(page.map(({ streamerId }) => streamerId)),
    context.loaders.sku.loadMany(page.map(({ skuId }) => skuId)),
  ]);
  const edges = page.flatMap((suited, i): StreamerMatchEdge[] => {
    const [node, sku] = [streamers[i], skus[i]];
    if (node instanceof Error) throw node;
    if (sku instanceof Error) throw sku;
    // Deleted, or no longer eligible, since it was found.
    if (!node || !sku || sku.cell === null) return [];
    const rank = from + i + 1;
    const cursor = encodeCursor(fingerprint, [suited.score, suited.streamerId, rank]);
    return [{ ...explained(context, request, suited, sku), cursor, node, sku, rank }];
  });
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: found.ranked.length > from + size,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    diagnostics: {
      skusConsidered: found.skusConsidered,
      streamersConsidered: found.streamersConsidered,
      streamersScored: found.streamersScored,
      exact: true,
    },
  };
}

/**
 * Looks from the best on to the end of the page (and one more). Streamers who appeared above the cursor since the last
 * page may push the page down: then more are looked for.
 */
async function findBeyond(
  { app, streamerFinder }: RequestContext,
  goods: Goods,
  request: Omit<StreamersWanted, 'wanted'>,
  size: number,
  after: Place | undefined,
): Promise<{ found: FoundForGoods; from: number }> {
  const { maxDepth } = MATCH_LIMITS;
  const table = await app.streamerTable.current();
  for (let wanted = (after?.rank ?? 0) + size + 1; ; wanted += size + 1) {
    const capped = Math.min(wanted, maxDepth);
    const found = await streamerFinder.find(goods, { ...request, wanted: capped });
    const from = after ? countUpTo(after, found.ranked, table.followersOf(after.streamerId)) : 0;
    const isWhole = found.ranked.length < capped || capped === maxDepth;
    if (isWhole || found.ranked.length > from + size) return { found, from };
  }
}

/** How many stand at the place or before it; where its streamer is gone, as many as stood before it then. */
function countUpTo(place: Place, ranked: readonly Suited[], followers: number | undefined): number {
  if (followers === undefined) return Math.min(place.rank - 1, ranked.length);
  const behind = ranked.findIndex(
    (suited) =>
      suited.score < place.score ||
      (suited.score === place.score &&
        (suited.followers < followers ||
          (suited.followers === followers && suited.streamerId > place.streamerId))),
  );
  return behind < 0 ? ranked.length : behind;
}

function placeOf(cursor: string, fingerprint: string): Place {
  const [score, streamerId, rank] = decodeCursor(cursor, fingerprint, isPlace);
  return { score, streamerId, rank };
}

function explained(
  { app, language }: RequestContext,
  { weights }: Omit<StreamersWanted, 'wanted'>,
  { score, values }: Suited,
  sku: Sku,
): Pick<StreamerMatchEdge, 'score' | 'components' | 'reasons'> {
  const components = (): ReturnType<typeof componentsOf> => componentsOf(values, weights);
  return {
    score: score / MILLION,
    // Called only where the fields are asked for.
    components,
    reasons: () => reasonsOf(components(), sku, app.reference, language, REASONS),
  };
}

/** A filter by what cards say tells what they say, so it asks for the same right. */
function readCriteria(context: RequestContext, filter: StreamerFilter | null | undefined): StreamerCriteria {
  if (!filter) return {};
  if (!seesCards(context, filter)) throw denied(context, 'streamerMatches(filter:)');
  return {
    categories: categoryNumbers(context.app.reference, filter.categories),
    minFollowers: atLeast(filter.minFollowers, 0, 'filter.minFollowers'),
    text: searchText(filter.text),
  };
}
