import { denied } from '../auth/guard';
import { isTrusted, Role } from '../auth/principal';
import { seesCard } from '../auth/rules';
import type { Condition } from '../database/parameters';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import { atLeast, categoryNumbers, searchText } from '../graphql/inputs';
import type { Reference } from '../reference/reference';
import { containsPattern, termsOf } from '../search/text';
import { FanProfile } from './fan-profile.entity';
import type { Streamer } from './streamer.entity';
import type { StreamerFilter, StreamersArgs } from './streamer.types';

/** As the CHECK of the table has it. */
const HANDLE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Streamers, most followed first. A streamer's list holds themselves alone.
 * @throws FORBIDDEN for suppliers; INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT, NOT_FOUND
 */
export async function listStreamers(
  context: RequestContext,
  args: StreamersArgs,
): Promise<Connection<Streamer>> {
  const { principal, app, pages, loaders } = context;
  const seesAll = isTrusted(principal) || principal.roles.has(Role.OPERATOR);
  if (!seesAll && !principal.roles.has(Role.STREAMER)) throw denied(context, 'Query.streamers');
  const own = principal.streamer ?? '';
  const filter = args.filter ?? {};
  return pages.page<Streamer>(
    {
      identity: ['streamers', filter, seesAll ? null : own],
      query: {
        table: 'streamer',
        conditions: [
          ...(seesAll ? [] : [((add) => `t.handle = ${add(own)}`) satisfies Condition]),
          ...conditionsOf(app.reference, filter),
        ],
        order: { column: 'follower_count', type: 'integer', direction: 'DESC' },
      },
      load: (ids) => loaders.streamer.loadMany(ids),
    },
    args,
  );
}

/**
 * A streamer whom the one who asks may see; whether another one exists is not told.
 * @throws FORBIDDEN, NOT_FOUND
 */
export async function streamerByHandle(context: RequestContext, handle: string): Promise<Streamer> {
  const known = { handle } as Streamer;
  if (!seesCard(context, known)) throw denied(context, 'Query.streamer');
  // What no handle can be is not asked of the database, which would not even take every text.
  const streamer = HANDLE.test(handle) ? await context.loaders.streamerByHandle.load(handle) : null;
  if (!streamer) {
    throw new HeadwaterError('NOT_FOUND', {
      type: 'Streamer',
      key: handle,
      hint: 'streamers { nodes { handle } }',
    });
  }
  context.loaders.streamer.prime(streamer.uuid, streamer);
  return streamer;
}

/** A streamer's fan profile; one of whose fans nothing is known has an empty one. */
export async function fanProfileOf({ loaders }: RequestContext, streamer: Streamer): Promise<FanProfile> {
  const profile = await loaders.fanProfile.load(streamer.uuid);
  return profile ?? emptyProfile(streamer);
}

function emptyProfile({ uuid, createdAt }: Streamer): FanProfile {
  return Object.assign(new FanProfile(), {
    streamerId: uuid,
    genderShares: [],
    ageShares: [],
    priceBandShares: [],
    regionShares: {},
    categoryShares: {},
    categoryPriceBandShares: {},
    sampleSize: 0,
    version: 0,
    updatedAt: createdAt,
  });
}

function conditionsOf(reference: Reference, filter: StreamerFilter): Condition[] {
  const conditions: Condition[] = [];
  const categories = categoryNumbers(reference, filter.categories);
  if (categories) {
    conditions.push(
      (add) => `EXISTS (SELECT FROM streamer_niche n
                         WHERE n.streamer_id = t.id AND n.category_number = ANY (${add(categories)}::smallint[]))`,
    );
  }
  const minFollowers = atLeast(filter.minFollowers, 0, 'filter.minFollowers');
  if (minFollowers) conditions.push((add) => `t.follower_count >= ${add(minFollowers)}`);
  conditions.push(...nameContains(searchText(filter.text) ?? ''));
  return conditions;
}

/** On a streamer aliased t: the name or the handle contains every word. */
export const nameContains = (text: string): Condition[] =>
  termsOf(text).map(
    (term) => (add) => `lower(normalize(t.name || ' ' || t.handle, NFKC)) LIKE ${add(containsPattern(term))}`,
  );
