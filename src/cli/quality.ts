import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { chinaDay } from '../calendar/china-day';
import { QualityPrior } from '../quality/quality-prior.entity';
import { settleQuality } from '../quality/settle-quality';
import { Supplier } from '../suppliers/supplier.entity';
import { interruption } from './interruption';
import { ProgressLine } from './progress-line';
import { runCommand } from './run-command';

const USAGE = `npm run -s quality
Estimates anew what is expected of suppliers in each belt, and works out the quality score of all of them. A running
server does so once a day by itself. Interrupted, it is gone on with by the next run of the same day. See docs/quality.md.

It goes to DATABASE_URL, or to the embedded Postgres under DATA_DIR (.data) where that is unset.`;

const count = new Intl.NumberFormat('en');

async function main(dataSource: DataSource, print: (line: string) => void): Promise<void> {
  const day = chinaDay(Date.now());
  const all = await dataSource.getRepository(Supplier).count();
  const line = new ProgressLine(process.stderr, 'suppliers');
  const run = await settleQuality(dataSource, day, {
    again: true,
    signal: interruption(),
    onProgress: ({ suppliers }) =>
      line.show({ step: 'settling', done: suppliers, share: suppliers / (all || 1) }),
  });
  line.clear();
  if (!run) {
    print(`${day}: another process is settling the quality of suppliers.`);
    return;
  }
  const done = run.finishedAt ? '' : `, of ${count.format(all)}: run it again to go on`;
  print(
    `${day}: ${count.format(run.suppliers)} suppliers settled${done}; ${count.format(run.changed)} scores changed`,
  );
  const priors = dataSource.getRepository(QualityPrior).createQueryBuilder('p');
  const expected: { metric: string; mean: number; strength: number }[] = await priors
    .select('p.metric', 'metric')
    .addSelect('min(p.marketMean)', 'mean')
    .addSelect('min(p.strength)', 'strength')
    .groupBy('p.metric')
    .orderBy('p.metric')
    .getRawMany();
  for (const { metric, mean, strength } of expected)
    print(`  ${metric}: ${mean.toFixed(4)} on average, worth ${strength.toFixed(1)} observations`);
}

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
if (values.help) process.stdout.write(`${USAGE}\n`);
else void runCommand(({ dataSource, print }) => main(dataSource, print));
