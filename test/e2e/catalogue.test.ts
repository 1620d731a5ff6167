import { Role } from '../../src/auth/principal';
import { toNodeId } from '../../src/graphql/node-id';
import { closeHealthy } from '../support/healthy';
import { startTestServer, type TestServer } from '../support/server';

/* What the API shows of the demo catalogue, beside what plain SQL finds in the same rows. */

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => closeHealthy(server));

const sql = (query: string, values: unknown[] = []): Promise<any[]> =>
  server.database.dataSource.query(query, values);

async function ask(document: string, variables?: Record<string, unknown>): Promise<any> {
  const { data, errors } = await server.query(document, { variables, as: { roles: [Role.ADMIN] } });
  expect(errors).toBeUndefined();
  return data;
}

/** 1990 → { amount: '19.90', currency: 'CNY' } */
const cny = (fen: number | null): unknown =>
  fen === null
    ? null
    : { amount: `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`, currency: 'CNY' };

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

const GENDERS = ['FEMALE', 'MALE'];
const AGES = ['UNDER_18', 'AGE_18_23', 'AGE_24_30', 'AGE_31_40', 'AGE_41_49', 'AGE_50_PLUS'];

const shares = (name: string, keys: string[], millionths: number[]): unknown =>
  millionths.map((share, i) => ({ [name]: keys[i], share: share / 1_000_000 }));

describe('a SKU', () => {
  it('shows what stands in its row, and in the rows that it refers to', async () => {
    const rows = await sql(
      `SELECT s.*, s.guarantees::text[] AS guarantees, c.slug AS category, b.slug AS belt, p.code AS band,
              u.code AS supplier_code, a.name AS audience, a.name_en AS audience_en, a.gender_shares, a.age_shares,
              h.name AS terms, h.name_en AS terms_en, h.dispatch_hours, h.free_provinces,
              (SELECT array_agg(r.name ORDER BY t.place) FROM unnest(h.free_provinces) WITH ORDINALITY AS t (code, place)
                 JOIN region r ON r.code = t.code || '0000') AS provinces
         FROM sku s
         JOIN category c ON c.number = s.category_number
         JOIN belt b ON b.number = s.belt_number
         JOIN supplier u ON u.id = s.supplier_id
         JOIN audience a ON a.number = s.audience_number
         JOIN shipping_class h ON h.number = s.shipping_number
         JOIN price_band p ON s.live_price >= p.min_fen AND (p.max_fen IS NULL OR s.live_price < p.max_fen)
        ORDER BY md5(s.id::text) LIMIT 60`,
    );
    const { nodes } = await ask(
      `query ($ids: [ID!]!) {
        nodes(ids: $ids) { ... on Sku {
          id code title description status version salesTotal stock commissionRate provenance guarantees imageUrls updatedAt
          supplyPrice { amount currency } livePrice { amount currency } marketPrice { amount currency }
          priceBand { code } category { slug } belt { slug } supplier { code } attributes { name value }
          audience { name nameEn genders { gender share } ages { age share } }
          shipping { name nameEn dispatchHours freeProvinces { name } }
        } }
      }`,
      { ids: rows.map(({ id }) => toNodeId('Sku', id)) },
    );
    expect(nodes).toEqual(
      rows.map((row) => ({
        id: toNodeId('Sku', row.id),
        code: row.code,
        title: row.title,
        description: row.description,
        status: row.status,
        version: row.version,
        salesTotal: row.sales_total,
        stock: row.stock,
        commissionRate: row.commission_rate / 10_000,
        provenance: row.provenance,
        guarantees: row.guarantees,
        imageUrls: row.image_urls,
        updatedAt: row.updated_at.toISOString(),
        supplyPrice: cny(row.supply_price),
        livePrice: cny(row.live_price),
        marketPrice: cny(row.market_price),
        priceBand: { code: row.band },
        category: { slug: row.category },
        belt: { slug: row.belt },
        supplier: { code: row.supplier_code },
        attributes: Object.entries(row.attributes).map(([name, value]) => ({ name, value })),
        audience: {
          name: row.audience,
          nameEn: row.audience_en,
          genders: shares('gender', GENDERS, row.gender_shares),
          ages: shares('age', AGES, row.age_shares),
        },
        shipping: {
          name: row.terms,
          nameEn: row.terms_en,
          dispatchHours: row.dispatch_hours,
          freeProvinces: (row.provinces ?? []).map((name: string) => ({ name })),
        },
      })),
    );
    expect(new Set(rows.map(({ status }) => status)).size).toBeGreaterThan(1);
  });
});

describe('a supplier', () => {
  it('has a score that is the sum of its parts, whose weights sum to 1', async () => {
    const found: any[] = [];
    for (let after: string | null = null; ;) {
      const { suppliers }: any = await ask(
        `query ($after: String) {
          suppliers(first: 100, after: $after) {
            nodes { id quality { score components { metric observed sampleSize estimate weight contribution } } }
            pageInfo { hasNextPage endCursor }
          }
        }`,
        { after },
      );
      found.push(...suppliers.nodes);
      if (!suppliers.pageInfo.hasNextPage) break;
      after = suppliers.pageInfo.endCursor;
    }
    const rows = await sql(`SELECT id, quality FROM supplier WHERE status <> 'FROZEN'`);
    const metrics = await sql('SELECT * FROM supplier_metric');
    expect(found).toHaveLength(rows.length);
    const scores = new Map(rows.map(({ id, quality }) => [toNodeId('Supplier', id), quality / 1_000_000]));
    for (const { id, quality } of found) {
      expect(quality.score).toBe(scores.get(id));
      expect(sum(quality.components.map(({ contribution }: any) => contribution))).toBeCloseTo(
        quality.score,
        9,
      );
      expect(sum(quality.components.map(({ weight }: any) => weight))).toBeCloseTo(1, 9);
      for (const { weight, contribution } of quality.components) {
        expect(contribution).toBeGreaterThanOrEqual(0);
        expect(contribution).toBeLessThanOrEqual(weight);
      }
    }
    const shown: string[] = found.flatMap(({ id, quality }) =>
      quality.components.map(
        (part: any) => `${id} ${part.metric} ${part.observed} ${part.sampleSize} ${part.estimate}`,
      ),
    );
    const kept: string[] = metrics
      .map((row) => ({ ...row, id: toNodeId('Supplier', row.supplier_id) }))
      .filter(({ id }) => scores.has(id))
      .map((row) => `${row.id} ${row.metric} ${row.observed} ${row.sample_size} ${row.estimate}`);
    expect(shown.toSorted()).toEqual(kept.toSorted());
  });
});

describe('the reference data', () => {
  it('has each belt with its region and its bases', async () => {
    const { belts } = await ask(`{
      belts(first: 100) { nodes { slug name nameEn kind region { code parent { code } } bases { slug region { code } } } }
    }`);
    const rows = await sql(
      `SELECT b.slug, b.name, b.name_en, b.kind, b.region_code, r.parent_code,
              (SELECT json_agg(json_build_object('slug', s.slug, 'region', json_build_object('code', s.region_code))
                               ORDER BY s.slug)
                 FROM base s WHERE s.belt_number = b.number) AS bases
         FROM belt b JOIN region r ON r.code = b.region_code ORDER BY b.number`,
    );
    expect(belts.nodes).toEqual(
      rows.map((row) => ({
        slug: row.slug,
        name: row.name,
        nameEn: row.name_en,
        kind: row.kind,
        region: { code: row.region_code, parent: row.parent_code && { code: row.parent_code } },
        bases: row.bases ?? [],
      })),
    );
  });

  it('has all categories, parents before children, as a tree of at most three levels', async () => {
    const { categories } = await ask(
      '{ categories { slug name nameEn parent { slug parent { slug parent { slug } } } children { slug } } }',
    );
    const rows = await sql(
      'SELECT c.*, p.slug AS parent FROM category c LEFT JOIN category p ON p.number = c.parent_number',
    );
    const parents = new Map<string, string | null>(rows.map(({ slug, parent }) => [slug, parent]));
    const seen = new Set<string>();
    for (const { slug, parent, children } of categories) {
      expect(parent?.slug ?? null).toBe(parents.get(slug));
      expect(parent === null || seen.has(parent.slug)).toBe(true);
      expect(parent?.parent?.parent ?? null).toBeNull();
      const below: string[] = rows.filter((row) => row.parent === slug).map((row) => row.slug);
      expect(children.map((child: any) => child.slug).toSorted()).toEqual(below.toSorted());
      seen.add(slug);
    }
    expect(seen.size).toBe(rows.length);
  });

  it('has the ladder of prices, cheapest first', async () => {
    const { priceBands } = await ask(
      '{ priceBands { code min { amount currency } max { amount currency } } }',
    );
    const rows = await sql('SELECT * FROM price_band ORDER BY min_fen');
    expect(priceBands).toEqual(
      rows.map(({ code, min_fen, max_fen }) => ({ code, min: cny(min_fen), max: cny(max_fen) })),
    );
  });
});

describe('a streamer', () => {
  it('shows the card and the fans that stand in its rows; each list of shares sums to 1 or is empty', async () => {
    const { streamers } = await ask(`{
      streamers(first: 100) { nodes { handle name followerCount homeBelt { slug } niche { slug } fanProfile {
        sampleSize updatedAt genders { gender share } ages { age share } regions { region { code } share }
        priceBands { band { code } share } categories { category { slug } share }
        categoryPriceBands { category { slug } priceBands { share } }
      } } }
    }`);
    const rows = await sql(
      `SELECT t.*, b.slug AS belt, p.*, t.created_at AS since,
              array(SELECT c.slug FROM streamer_niche n JOIN category c ON c.number = n.category_number
                     WHERE n.streamer_id = t.id ORDER BY c.number) AS niche
         FROM streamer t LEFT JOIN belt b ON b.number = t.home_belt_number LEFT JOIN fan_profile p ON p.streamer_id = t.id`,
    );
    const byHandle = new Map(rows.map((row) => [row.handle, row]));
    const bands = (await sql('SELECT code FROM price_band ORDER BY number')).map(({ code }) => code);
    const slugs = new Map(
      (await sql('SELECT number, slug FROM category')).map(({ number, slug }) => [String(number), slug]),
    );
    expect(streamers.nodes).toHaveLength(rows.length);
    for (const { handle, name, followerCount, homeBelt, niche, fanProfile: fans } of streamers.nodes) {
      const row = byHandle.get(handle)!;
      expect({ name, followerCount, homeBelt: homeBelt?.slug ?? null }).toEqual({
        name: row.name,
        followerCount: row.follower_count,
        homeBelt: row.belt,
      });
      expect(niche.map(({ slug }: any) => slug)).toEqual(row.niche);
      expect(fans.sampleSize).toBe(row.sample_size ?? 0);
      expect(fans.genders).toEqual(shares('gender', GENDERS, row.gender_shares ?? []));
      expect(fans.ages).toEqual(shares('age', AGES, row.age_shares ?? []));
      expect(fans.priceBands.map(({ band, share }: any) => [band.code, share])).toEqual(
        (row.price_band_shares ?? []).map((share: number, i: number) => [bands[i], share / 1_000_000]),
      );
      expect(Object.fromEntries(fans.regions.map(({ region, share }: any) => [region.code, share]))).toEqual(
        fromMillionths(row.region_shares, (code) => `${code}0000`),
      );
      expect(
        Object.fromEntries(fans.categories.map(({ category, share }: any) => [category.slug, share])),
      ).toEqual(fromMillionths(row.category_shares, (number) => slugs.get(number)));
      for (const list of [fans.regions, fans.categories]) {
        const falling = list.map(({ share }: any) => share);
        expect(falling).toEqual(falling.toSorted((a: number, b: number) => b - a));
      }
      const lists = [fans.genders, fans.ages, fans.regions, fans.priceBands, fans.categories];
      const inTop = fans.categoryPriceBands.map(({ priceBands }: any) => priceBands);
      const sums = [...lists, ...inTop]
        .filter((list) => list.length > 0)
        .map((list) => sum(list.map(({ share }: any) => share)));
      expect(sums.filter((total) => Math.abs(total - 1) > 1e-9)).toEqual([]);
    }
    expect(rows.filter(({ sample_size }) => sample_size > 0).length).toBeGreaterThan(5);
    expect(rows.filter(({ sample_size }) => !sample_size).length).toBeGreaterThan(0);
  });

  const fromMillionths = (
    kept: Record<string, number> | null,
    name: (key: string) => string | undefined,
  ): object =>
    Object.fromEntries(Object.entries(kept ?? {}).map(([key, share]) => [name(key), share / 1_000_000]));
});
