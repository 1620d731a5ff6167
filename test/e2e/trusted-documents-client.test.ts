import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { print } from 'graphql';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

/* The manifest of schema/documents.json, and @apollo/client with it against a server that runs known documents alone. */

const SCHEMA = join(__dirname, '..', '..', 'schema');
const text = (name: string): string => readFileSync(join(SCHEMA, 'operations', name), 'utf8');
const sha256 = (of: string): string => createHash('sha256').update(of).digest('hex');
/** What @apollo/client makes of a document before it sends it. */
const transformed = (document: string): string => print(new InMemoryCache().transformDocument(gql(document)));
const { operations } = JSON.parse(readFileSync(join(SCHEMA, 'documents.json'), 'utf8'));

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ trustedDocumentsOnly: true });
});
afterAll(() => closeHealthy(server));

describe('the manifest', () => {
  it('has each document as @apollo/client sends and hashes it', () => {
    const files = readdirSync(join(SCHEMA, 'operations')).toSorted();
    expect(operations.map(({ body }: any) => body)).toEqual(files.map((name) => transformed(text(name))));
    for (const { id, body, name, type } of operations) {
      expect(id).toBe(sha256(body));
      expect(body).toMatch(new RegExp(`^${type} ${name}\\b`));
    }
  });
});

describe('@apollo/client with its persisted queries', () => {
  const idByName = new Map<string, string>(operations.map(({ name, id }: any) => [name, id]));

  it.each([
    [
      'the hashes of the manifest',
      { generateHash: (query: any) => idByName.get(query.definitions[0].name.value)! },
    ],
    ['hashes of its own making', { sha256: (query: string) => sha256(query) }],
  ])('sends %s, by GET, and has its objects', async (_what, options) => {
    const urls: string[] = [];
    const watched: typeof fetch = (input, init) => {
      urls.push(`${init?.method} ${new Request(input).url}`);
      return fetch(input, init);
    };
    const apollo = new ApolloClient({
      cache: new InMemoryCache(),
      link: new PersistedQueryLink({ ...options, useGETForHashedQueries: true }).concat(
        new HttpLink({ uri: `${server.url}/graphql`, fetch: watched }),
      ),
    });
    const { data } = await apollo.query<any>({
      query: gql(text('belt-page.graphql')),
      variables: { slug: 'yiwu', first: 2 },
    });
    expect(data.belt).toMatchObject({ __typename: 'Belt', slug: 'yiwu' });
    expect(apollo.cache.identify(data.belt.skus.nodes[0])).toMatch(/^Sku:/);
    expect(urls).toHaveLength(1);
    expect(urls[0]).toMatch(/^GET /);
    expect(urls[0]).not.toMatch(/[?&]query=/);
  });
});
