import { Role } from '../../src/auth/principal';
import type { Listing } from './paging-lists';
import type { GraphQlAnswer, TestServer } from './server';

export type Page = {
  ids: string[];
  cursors: string[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  totalCount: number;
};

export type PageArgs = { first?: number; after?: string | null; last?: number; before?: string | null };

const TYPES: Record<string, string> = {
  first: 'Int',
  after: 'String',
  last: 'Int',
  before: 'String',
  slug: 'String!',
  id: 'ID!',
};

/** Asks for a page of a list, as somebody who may see all of it. */
export function askPage(server: TestServer, listing: Listing, page: PageArgs): Promise<GraphQlAnswer> {
  const { around, field, types, variables: own } = listing;
  const variables = Object.entries({ ...own, ...page }).filter(([, value]) => value !== undefined);
  const typeOf = (name: string): string => TYPES[name] ?? types[name as keyof typeof types]!;
  const declared = variables.map(([name]) => `$${name}: ${typeOf(name)}`).join(', ');
  const args = variables
    .filter(([name]) => name !== 'slug' && name !== 'id')
    .map(([name]) => `${name}: $${name}`);
  const list = `${field}${args.length > 0 ? `(${args.join(', ')})` : ''} {
    edges { cursor node { id } } nodes { id } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }`;
  const head = declared ? `query (${declared})` : 'query';
  return server.query(`${head} { ${around.replace('LIST', `list: ${list}`)} }`, {
    variables: Object.fromEntries(variables),
    as: { roles: [Role.ADMIN] },
  });
}

export async function readPage(server: TestServer, listing: Listing, page: PageArgs): Promise<Page> {
  const answer = await askPage(server, listing, page);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  const list = answer.data.list ?? answer.data.belt?.list ?? answer.data.node.list;
  return {
    ids: list.nodes.map(({ id }: any) => id),
    cursors: list.edges.map(({ cursor }: any) => cursor),
    pageInfo: list.pageInfo,
    totalCount: list.totalCount,
  };
}

export type Direction = 'forward' | 'backward';

/** Reads a list from end to end; `between` is called between two pages, with what has been read. */
export async function walk(
  server: TestServer,
  listing: Listing,
  size: number,
  direction: Direction,
  between: (read: string[]) => Promise<void> = () => Promise.resolve(),
): Promise<Page[]> {
  const pages: Page[] = [];
  for (let cursor: string | null = null; ;) {
    const after: PageArgs = direction === 'forward' ? { first: size } : { last: size };
    if (cursor !== null) after[direction === 'forward' ? 'after' : 'before'] = cursor;
    const page = await readPage(server, listing, after);
    pages.push(page);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    cursor = direction === 'forward' ? endCursor : startCursor;
    if (!(direction === 'forward' ? hasNextPage : hasPreviousPage) || cursor === null) return pages;
    await between(page.ids);
  }
}

/** What was read, in the order of the list. */
export const idsOf = (pages: Page[], direction: Direction): string[] =>
  (direction === 'forward' ? pages : pages.toReversed()).flatMap(({ ids }) => ids);
