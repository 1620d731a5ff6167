import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { insertStreamer, type StreamerRow } from '../support/rows';
import { startTestServer, type TestServer } from '../support/server';
import { sendUpdate, update } from '../support/updates';

const SERVICE: Claims = { roles: [Role.SERVICE] };
const own = ({ handle }: StreamerRow): Claims => ({ roles: [Role.STREAMER], streamer: handle });

let server: TestServer;
let streamer: StreamerRow;
let id: string;
beforeAll(async () => {
  server = await startTestServer({ template: 'migrated' });
});
afterAll(() => closeHealthy(server));
beforeEach(async () => {
  const db = server.database.dataSource;
  streamer = await insertStreamer(db, { name: '原名', follower_count: 7 });
  id = toNodeId('Streamer', streamer.id);
  await db.query(
    `INSERT INTO streamer_niche SELECT $1, number FROM category WHERE slug IN ('dresses', 'ceramic-cups')`,
    [streamer.id],
  );
});

const CARD = {
  version: 1,
  name: '原名',
  followerCount: 7,
  homeBelt: null,
  niche: expect.arrayContaining([{ slug: 'dresses' }, { slug: 'ceramic-cups' }]),
};
const cardOf = async (): Promise<unknown> => {
  const { data } = await server.query(
    `{ node(id: "${id}") { ... on Streamer { version name followerCount homeBelt { slug } niche { slug } } } }`,
    { as: SERVICE },
  );
  return data.node;
};

describe('streamerUpdate', () => {
  it('changes what is named, for the streamer themselves, and keeps the rest; the log tells it', async () => {
    const input = { streamer: id, expectedVersion: 1, name: ' 新名 ', homeBelt: 'yiwu', niche: ['dresses'] };
    const payload = await update(server, 'streamerUpdate', input, { as: own(streamer), subject: 'me' });
    expect(payload.userErrors).toEqual([]);
    const card = {
      version: 2,
      name: '新名',
      followerCount: 7,
      homeBelt: { slug: 'yiwu' },
      niche: [{ slug: 'dresses' }],
    };
    expect(payload.streamer).toEqual({ id, ...card });
    expect(await cardOf()).toEqual(card);

    const { data } = await server.query(
      `{ node(id: "${id}") { ... on Streamer { history { nodes {
         actor action operation subjectType subject { id } changes { field before after } } } } } }`,
      { as: { roles: [Role.ADMIN] } },
    );
    const told = data.node.history.nodes.filter(({ actor }: any) => actor === 'me');
    expect(told).toEqual([
      {
        actor: 'me',
        action: 'streamerUpdate',
        operation: 'REMOVED',
        subjectType: 'StreamerNiche',
        subject: { id },
        changes: [{ field: 'category', before: 'ceramic-cups', after: null }],
      },
      expect.objectContaining({
        operation: 'CHANGED',
        subjectType: 'Streamer',
        changes: [
          { field: 'homeBelt', before: null, after: 'yiwu' },
          { field: 'name', before: '原名', after: '新名' },
        ],
      }),
    ]);
  });

  it('has matches by what is declared follow at once', async () => {
    const basis = async (): Promise<string> => {
      const { data } = await server.query(
        `{ streamer(handle: "${streamer.handle}") { matches { diagnostics { basis { dimension source } } } } }`,
        { as: own(streamer) },
      );
      const { diagnostics } = data.streamer.matches;
      return diagnostics.basis.find(({ dimension }: any) => dimension === 'CATEGORIES').source;
    };
    expect(await basis()).toBe('NICHE');
    await update(server, 'streamerUpdate', { streamer: id, expectedVersion: 1, niche: [] }, { as: SERVICE });
    expect(await basis()).not.toBe('NICHE');
  });

  it('says so where what is wanted is already so, and counts nothing up', async () => {
    const same = { name: '原名', niche: ['ceramic-cups', 'dresses', 'dresses'], homeBelt: null };
    const payload = await update(
      server,
      'streamerUpdate',
      { streamer: id, expectedVersion: 1, ...same },
      { as: own(streamer) },
    );
    expect(payload).toMatchObject({ userErrors: [], streamer: CARD });
    const late = await update(
      server,
      'streamerUpdate',
      { streamer: id, expectedVersion: 0, name: '晚了' },
      { as: own(streamer) },
    );
    expect(late).toMatchObject({ userErrors: [{ code: 'CONFLICT' }], streamer: CARD });
  });

  it.each([
    ['a blank name', { name: '  ' }, 'name', 'INVALID'],
    ['a name of 101 characters', { name: '名'.repeat(101) }, 'name', 'INVALID'],
    ['a name on two lines', { name: '一\n二' }, 'name', 'INVALID'],
    ['half a character', { name: 'x\ud800' }, 'name', 'INVALID'],
    ['a belt that is none', { homeBelt: 'nowhere' }, 'homeBelt', 'NOT_FOUND'],
    ['a category that is none', { niche: ['dresses', 'nothing'] }, 'niche', 'NOT_FOUND'],
    ['eleven categories', { niche: Array.from({ length: 11 }, () => 'dresses') }, 'niche', 'INVALID'],
    ['followers by oneself', { followerCount: 1_000_000 }, 'followerCount', 'FORBIDDEN'],
  ])('refuses %s, and does nothing', async (_what, input, field, code) => {
    const payload = await update(
      server,
      'streamerUpdate',
      { streamer: id, expectedVersion: 1, name: '别的', ...input },
      { as: own(streamer) },
    );
    expect(payload.streamer).toBeNull();
    expect(payload.userErrors).toMatchObject([{ field: ['input', field], code }]);
    expect(await cardOf()).toEqual(CARD);
  });

  it('lets services count followers, of 0 or more', async () => {
    const count = (followerCount: number) =>
      update(server, 'streamerUpdate', { streamer: id, expectedVersion: 1, followerCount }, { as: SERVICE });
    expect((await count(-1)).userErrors).toMatchObject([{ code: 'INVALID' }]);
    expect((await count(0)).streamer).toMatchObject({ followerCount: 0, version: 2 });
  });

  it('is not for others, who are not told whom there is', async () => {
    const other = await insertStreamer(server.database.dataSource);
    const unknown = toNodeId('Streamer', '00000000-0000-4000-8000-000000000000');
    for (const target of [id, unknown]) {
      const { errors } = await sendUpdate(
        server,
        'streamerUpdate',
        { streamer: target, expectedVersion: 1, name: '我' },
        { as: own(other) },
      );
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    const { userErrors } = await update(
      server,
      'streamerUpdate',
      { streamer: unknown, expectedVersion: 1 },
      { as: SERVICE },
    );
    expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'streamer'] }]);
    expect(await cardOf()).toEqual(CARD);
  });
});
