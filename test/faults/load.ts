import { setTimeout as delay } from 'node:timers/promises';

/** What became of one request; code is undefined where it was answered as if nothing were wrong. */
export type Sample = {
  at: number;
  ms: number;
  status: number;
  code: string | undefined;
  retryAfter: string | null;
};

const QUERY = JSON.stringify({
  query:
    '{ skus(first: 5, orderBy: { field: PRICE, direction: ASC }) { nodes { title supplier { name } } } }',
});

/** One request for a page of goods. */
export async function askOnce(url: string, body = QUERY): Promise<Sample> {
  const at = performance.now();
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(60_000),
    });
    const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
    return {
      at,
      ms: performance.now() - at,
      status: response.status,
      code: errors?.[0]!.extensions.code,
      retryAfter: response.headers.get('retry-after'),
    };
  } catch (error) {
    return { at, ms: performance.now() - at, status: 0, code: String(error), retryAfter: null };
  }
}

/** Requests at a steady pace, whether or not earlier ones are answered, as many clients would send them. */
export class Load {
  readonly samples: Sample[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private isOver = false;
  private readonly sending: Promise<void>;

  constructor(
    private readonly url: string,
    private readonly perSecond: number,
  ) {
    this.sending = this.send();
  }

  /** Sends no more, and waits for what is under way. */
  async end(): Promise<Sample[]> {
    this.isOver = true;
    await this.sending;
    await Promise.all(this.underWay);
    return this.samples;
  }

  private async send(): Promise<void> {
    const startedAt = performance.now();
    for (let i = 1; !this.isOver; i++) {
      const request = this.ask().finally(() => this.underWay.delete(request));
      this.underWay.add(request);
      await delay(Math.max(0, startedAt + (i * 1000) / this.perSecond - performance.now()));
    }
  }

  private async ask(): Promise<void> {
    this.samples.push(await askOnce(this.url));
  }
}

/** In milliseconds; 0 of none. */
export function quantile(samples: readonly { ms: number }[], share: number): number {
  const sorted = samples.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
}
