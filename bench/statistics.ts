import { readFileSync } from 'node:fs';

/** The value below which a share p of the values lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? NaN;
}

export const figures = (what: string, ms: readonly number[]) => ({
  what,
  'median ms': percentile(ms, 0.5),
  'p99 ms': percentile(ms, 0.99),
});

/** Prints rows as a Markdown table. */
export function printTable(rows: readonly Record<string, string | number>[]): void {
  const names = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) =>
    names.map((name) => (typeof row[name] === 'number' ? row[name].toFixed(1) : String(row[name]))),
  );
  const widths = names.map((name, i) => Math.max(name.length, ...cells.map((line) => line[i]!.length)));
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, i) => text.padEnd(widths[i]!)).join(' | ')} |\n`;
  process.stdout.write(
    line(names) + line(widths.map((width) => '-'.repeat(width))) + cells.map(line).join(''),
  );
}

/** What a process has used so far, in milliseconds, as the kernel counts it (Linux alone): in hundredths of a second. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program stands in brackets, and may have blanks.
  const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(user) + Number(system)) * 10;
}

/** Milliseconds that a piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/**
 * Sends requests at a fixed rate whether or not earlier ones are answered, and counts each from the moment it was
 * due: a server that stalls is charged for everyone who would have waited.
 */
export async function openLoop(
  perSecond: number,
  seconds: number,
  send: (i: number) => Promise<unknown>,
): Promise<number[]> {
  const start = performance.now();
  const count = perSecond * seconds;
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const due = start + (i * 1_000) / perSecond;
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      await send(i);
      return performance.now() - due;
    }),
  );
}
