import type { Condition } from '../database/parameters';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import { searchText } from '../graphql/inputs';
import { containsPattern, termsOf } from '../search/text';
import type { Belt } from './belt.entity';
import type { BeltFilter, BeltsArgs } from './belt.types';

/** Belts by number. @throws INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT */
export function listBelts({ app, pages }: RequestContext, args: BeltsArgs): Promise<Connection<Belt>> {
  const byUuid = new Map([...app.reference.belts.values()].map((belt) => [belt.uuid, belt]));
  return pages.page<Belt>(
    {
      identity: ['belts', args.filter ?? {}],
      query: {
        table: 'belt',
        conditions: conditionsOf(args.filter ?? {}),
        order: { column: 'number', type: 'smallint', direction: 'ASC' },
      },
      load: async (ids) => ids.map((id) => byUuid.get(id) ?? null),
    },
    args,
  );
}

/** @throws NOT_FOUND */
export function beltBySlug({ app }: RequestContext, slug: string): Belt {
  const belt = app.reference.beltsBySlug.get(slug);
  if (!belt)
    throw new HeadwaterError('NOT_FOUND', { type: 'Belt', key: slug, hint: 'belts { nodes { slug } }' });
  return belt;
}

function conditionsOf({ kind, text }: BeltFilter): Condition[] {
  const terms = termsOf(searchText(text) ?? '');
  return [
    ...(kind ? [((add) => `t.kind = ${add(kind)}`) satisfies Condition] : []),
    ...terms.map<Condition>(
      (term) => (add) =>
        `search_fold(concat_ws(' ', t.name, t.name_en, t.slug)) LIKE ${add(containsPattern(term))}`,
    ),
  ];
}
