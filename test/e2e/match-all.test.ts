import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from '../../src/app';
import { batchRequest, lastStreamerOf } from '../../src/batch/batch-request';
import { matchAll } from '../../src/batch/match-all';
import { continueFile, readEnd } from '../../src/batch/result-file';
import { resolveWeights } from '../../src/matching/weights';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { millionths, skuUuid } from '../support/graphql-matches';
import { contribution, Oracle } from '../support/oracle';
import { withPlaces } from '../support/oracle-newcomers';
import { Random } from '../support/oracle-random';
import { Started, until } from '../support/started';

/** Another seed kills and cuts at other moments. */
const SEED = Number(process.env.HEADWATER_KILL_SEED ?? 20_261);
const FIRST = 20;

/** Each run starts a process; a machine that is shared may take several times as long as it should. */
jest.setTimeout(240_000);

let database: TestDatabase;
let oracle: Oracle;
let directory: string;
/** A run that nobody disturbs, and what it writes. */
let undisturbed: Outcome;
let whole: string;

const start = (...args: string[]): Started =>
  new Started(
    spawn(process.execPath, ['-r', './tools/typescript.cjs', 'src/cli/match-all.ts', ...args], {
      env: { ...process.env, DATABASE_URL: database.url },
    }),
  );

type Outcome = { code: number | NodeJS.Signals; out: string; err: string };

async function run(...args: string[]): Promise<Outcome> {
  const process = start(...args);
  const code = await process.ended;
  return { code, out: process.stdout, err: process.stderr };
}

const fileNamed = (name: string): string => join(directory, name);
const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);
const linesOf = (text: string): any[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

beforeAll(async () => {
  database = await createTestDatabase({ template: 'demo' });
  oracle = await Oracle.load(database.dataSource);
  directory = mkdtempSync(join(tmpdir(), 'headwater-match-all-'));
  const file = fileNamed('whole.jsonl');
  undisturbed = await run('--out', file, '--first', String(FIRST));
  whole = readFileSync(file, 'utf8');
});
afterAll(async () => {
  if (directory) rmSync(directory, { recursive: true });
  await database?.drop();
});

/** A line's matches as the oracle has them. */
function expected(handle: string, weights = {}): unknown {
  const ranking = oracle.rank(handle, {}, weights);
  return ranking.matches.slice(0, FIRST).map(({ id, score, values }, i) => ({
    rank: i + 1,
    id,
    score,
    components: values.map((value, factor) => contribution(ranking.weights[factor]!, value)),
  }));
}
const found = ({ matches }: any): unknown =>
  matches.map(({ rank, sku, score, components }: any) => ({
    rank,
    id: skuUuid(sku),
    score: millionths(score),
    components: components.map(millionths),
  }));

describe('the file', () => {
  it('is told of with how long it took', () => {
    expect(undisturbed).toMatchObject({ code: 0, err: '' });
    expect(undisturbed.out).toMatch(/: 40 streamers in \d+\.\d s \(\d+\/s\)\n$/);
  });

  it('has a line for each streamer in the order of their ids, with the oracle’s matches', () => {
    const lines = linesOf(whole);
    const byId = oracle.data.streamers.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(lines.map(({ streamer }) => streamer)).toEqual(byId.map(({ handle }) => handle));
    for (const line of lines) {
      expect(line.exact).toBe(true);
      expect(found(line)).toEqual(expected(line.streamer));
    }
  });

  it('says what each ranking rests on', () => {
    for (const { streamer, basis } of linesOf(whole)) expect(basis).toEqual(oracle.fans(streamer).source);
  });

  it('names goods, suppliers and belts as the catalogue does', async () => {
    const rows: { id: string; code: string; supplier: string; belt: string }[] =
      await database.dataSource.query(
        `SELECT k.id, k.code, s.code AS supplier, b.slug AS belt
           FROM sku k JOIN supplier s ON s.id = k.supplier_id JOIN belt b ON b.number = s.belt_number`,
      );
    const known = new Map(rows.map((row) => [row.id, row]));
    for (const { matches } of linesOf(whole)) {
      for (const { sku, code, supplier, belt } of matches) {
        expect({ id: skuUuid(sku), code, supplier, belt }).toEqual(known.get(skuUuid(sku)));
      }
    }
  });

  it('is ranked for the weights given', async () => {
    const file = fileNamed('weights.jsonl');
    const weights = ['--weights', '{"priceFit": 1, "momentum": 0.5}', '--limit', '3', '--batch', '2'];
    expect(await run('--out', file, '--first', String(FIRST), ...weights)).toMatchObject({ code: 0 });
    const lines = linesOf(readFileSync(file, 'utf8'));
    expect(lines).toHaveLength(3);
    for (const line of lines)
      expect(found(line)).toEqual(expected(line.streamer, { PRICE_FIT: 1, MOMENTUM: 0.5 }));
  });
});

describe('a run that was cut short', () => {
  it('killed at random moments, again and again, and resumed each time, writes the same file', async () => {
    const random = new Random(SEED);
    const file = fileNamed('killed.jsonl');
    const settings = ['--out', file, '--first', String(FIRST), '--batch', '1'];
    const ends: unknown[] = [];
    for (let args = settings; ; args = existsSync(file) ? [...settings, '--resume'] : settings) {
      const process = start(...args);
      const enough = sizeOf(file) + random.int(0, Math.ceil(whole.length / 4));
      await until(
        () => !process.isRunning || (existsSync(file) && sizeOf(file) >= enough),
        'it wrote',
        60_000,
      );
      if (process.isRunning) process.process.kill('SIGKILL');
      ends.push(await process.ended);
      if (ends.at(-1) !== 'SIGKILL') break;
    }
    expect(ends.length).toBeGreaterThan(1);
    expect(ends.at(-1)).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });

  it('cut at any byte, and resumed, writes the same file', async () => {
    const random = new Random(SEED + 1);
    const bytes = Buffer.from(whole);
    const firstLine = whole.indexOf('\n') + 1;
    const cuts = [0, 1, firstLine - 1, firstLine, firstLine + 1, bytes.length - 1, bytes.length];
    for (let i = 0; i < 10; i++) cuts.push(random.int(firstLine, bytes.length));
    const app = await App.load(database.dataSource);
    const request = batchRequest({
      first: FIRST,
      weights: resolveWeights(undefined),
      newcomerShare: 100_000,
    });
    const { signal } = new AbortController();
    for (const cut of cuts) {
      const name = fileNamed('cut.jsonl');
      writeFileSync(name, bytes.subarray(0, cut));
      const end = await readEnd(name);
      const after = lastStreamerOf(end, request)?.uuid;
      const file = await continueFile(name, end);
      const done = await matchAll(app, request, file, { after, batch: 7, limit: 1_000, signal });
      await file.close();
      expect({ cut, text: readFileSync(name, 'utf8') }).toEqual({ cut, text: whole });
      expect(done).toBe(40 - linesOf(bytes.subarray(0, cut).toString()).length);
    }
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s ends with whole lines and exit code %i, and can be resumed', async (signal, code) => {
    const file = fileNamed(`${signal}.jsonl`);
    const settings = ['--out', file, '--first', String(FIRST), '--batch', '1'];
    const gate = database.dataSource.createQueryRunner();
    await gate.startTransaction();
    // Whoever writes a line asks for suppliers' codes.
    await gate.query('LOCK TABLE supplier IN ACCESS EXCLUSIVE MODE');
    const process = start(...settings);
    await until(async () => (await waiting()) === 1, 'the first line waits to be written', 60_000);
    process.process.kill(signal);
    // It is up to the process when it hears of it: at a gate that is shut it can do nothing else.
    await until(() => process.stderr.includes(signal), 'it says that it heard', 60_000);
    await gate.rollbackTransaction();
    await gate.release();
    expect(await process.ended).toBe(code);
    const text = readFileSync(file, 'utf8');
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(2);
    expect(text.endsWith('\n') && whole.startsWith(text)).toBe(true);

    const { code: resumed, out } = await run(...settings, '--resume');
    expect(resumed).toBe(0);
    expect(out).toContain(`: goes on after ${linesOf(text).at(-1).streamer}\n`);
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });

  const waiting = async (): Promise<number> => {
    const [{ count }] = await database.dataSource.query(
      `SELECT count(*)::integer FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return count;
  };
});

describe('what it refuses', () => {
  const refused = async (...args: string[]): Promise<string> => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    return err;
  };

  it('to write over a file', async () => {
    const file = fileNamed('mine.txt');
    writeFileSync(file, 'mine');
    expect(await refused('--out', file)).toContain('is there already');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('to go on with a file that is not there', async () => {
    expect(await refused('--out', fileNamed('none.jsonl'), '--resume')).toContain('ENOENT');
  });

  it('to mix rankings of other options, or to add to what is no result, and changes nothing', async () => {
    const file = fileNamed('other.jsonl');
    writeFileSync(file, whole);
    expect(await refused('--out', file, '--resume')).toContain('other options');
    expect(readFileSync(file, 'utf8')).toBe(whole);
    for (const text of ['a line\n', 'no line', `${whole}and more`]) {
      writeFileSync(file, text);
      const resume = ['--out', file, '--first', String(FIRST), '--resume'];
      expect(await refused(...resume)).toContain('was not written by this command');
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
  });

  it.each([
    [[], '--out is missing'],
    [['--out', 'x', '--first', '0'], '--first: expected a whole number, 1 to 1000'],
    [['--out', 'x', '--weights', '{"price": 1}'], '--weights: "price" is none of categoryAffinity'],
    [['--out', 'x', '--fast'], '--fast'],
  ])('wrong usage: %j', async (args, message) => {
    expect(await refused(...args)).toContain(message);
  });
});

test('newcomers have their share of the places', async () => {
  const updated = await database.dataSource.query(
    `UPDATE supplier SET newcomer = true WHERE belt_number % 2 = 0 RETURNING id`,
  );
  const newcomers = new Set(updated[0].map(({ id }: { id: string }) => id));
  const file = fileNamed('newcomers.jsonl');
  const settings = ['--out', file, '--first', String(FIRST), '--limit', '5', '--newcomer-share', '0.3'];
  expect(await run(...settings)).toMatchObject({ code: 0, err: '' });
  for (const { streamer, matches } of linesOf(readFileSync(file, 'utf8'))) {
    const isNewcomer = ({ sku }: { sku: { supplier: string } }): boolean => newcomers.has(sku.supplier);
    const ranking = withPlaces(oracle.rank(streamer).matches, isNewcomer, 300_000, FIRST);
    expect(
      matches.map(({ rank, sku, newcomer }: any) => ({
        rank,
        id: skuUuid(sku),
        newcomer: newcomer ?? false,
      })),
    ).toEqual(ranking.map(({ id, newcomer }, i) => ({ rank: i + 1, id, newcomer })));
  }
  expect(await run(...settings.slice(0, 4), '--resume')).toMatchObject({ code: 2 });
});
