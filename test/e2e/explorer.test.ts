import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { startTestServer } from '../support/server';

interface RankedGoods {
  rank: number;
  score: number;
  node: { title: string };
  reasons: string[];
}

describe('the explorer page', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof startTestServer>>;
  let page: Page;
  const complaints: string[] = [];
  const requested: URL[] = [];

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), startTestServer()]);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('request', (request) => requested.push(new URL(request.url())));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || /worker/i.test(message.text())) complaints.push(message.text());
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test('ranks goods for a streamer by pressing run, as it is opened', async () => {
    await page.goto(server.url);
    await page
      .locator('.graphiql-query-editor .view-lines')
      .filter({ hasText: 'StreamerMatches' })
      .filter({ hasText: 'score' })
      .waitFor();
    await expect(page.title()).resolves.toBe('headwater 源头');
    await expect(page.getByLabel('Ask as').inputValue()).resolves.toMatch(/^STREAMER/);

    await page.getByRole('button', { name: /^Execute query/ }).click();
    await page.locator('.graphiql-response .view-lines').filter({ hasText: '"rank"' }).waitFor();

    const answer = JSON.parse(await shownResponse(page));
    expect(answer.errors).toBeUndefined();
    const edges: RankedGoods[] = answer.data.streamer.matches.edges;
    expect(edges.length).toBeGreaterThanOrEqual(10);
    expect(edges.map(({ rank }) => rank)).toEqual(edges.map((_edge, index) => index + 1));
    expect(edges.every(({ node, reasons }) => node.title !== '' && reasons.length > 0)).toBe(true);
  }, 60_000);

  test('asks as the role that each example is meant for', async () => {
    for (const [operation, role, shown] of [
      ['BrowseCatalogue', /^$/, '"skus"'],
      ['BeltSkus', /^OPERATOR/, '"viewer"'],
      ['GoodsStreamers', /^OPERATOR/, '"streamerMatches"'],
    ] as const) {
      await page.getByRole('tab', { name: operation }).click();
      await page.locator('.graphiql-query-editor .view-lines').filter({ hasText: operation }).waitFor();
      await page.getByRole('button', { name: /^Execute query/ }).click();
      await page.locator('.graphiql-response .view-lines').filter({ hasText: shown }).waitFor();
      await expect(page.getByLabel('Ask as').inputValue()).resolves.toMatch(role);
      expect(JSON.parse(await shownResponse(page)).errors).toBeUndefined();
    }
  }, 60_000);

  test('loads nothing from elsewhere and complains of nothing', () => {
    const elsewhere = requested.filter(
      ({ origin, protocol }) => origin !== server.url && protocol !== 'data:',
    );
    expect(elsewhere.map(String)).toEqual([]);
    expect(requested.map(({ pathname }) => pathname)).toContain('/graphql');
    expect(complaints).toEqual([]);
  });
});

/** The whole text of the response: the editor draws only the lines in sight, so its model is asked. */
function shownResponse(page: Page): Promise<string> {
  return page.evaluate(
    "__MONACO.editor.getModels().find(({ uri }) => uri.path.endsWith('response.json')).getValue()",
  );
}
