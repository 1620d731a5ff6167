import { createReadStream } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { QueryRunner } from 'typeorm';
import { createDataSource } from '../src/database/data-source';
import { checkReferenceOf } from '../src/imports/checking/check-reference';
import { compareImport } from '../src/imports/compare-import';
import { holdImport } from '../src/imports/connection';
import { confirmImport, openImport } from '../src/imports/life-cycle';
import { type ImportFormat } from '../src/imports/file-import.entity';
import { SkuImport } from '../src/imports/sku-import.entity';
import { stageImport } from '../src/imports/stage-import';
import { writeImport } from '../src/imports/write-import';
import { Reference } from '../src/reference/reference';
import { postgresCpu } from './postgres-cpu';
import { timed } from './statistics';

export type ImportOrder = { url: string; file: string; format: ImportFormat; belt: string };

export type StepFigures = { ms: number; nodeCpu: number; postgresCpu: number };

/** What an import took: seconds of CPU, MiB above what the process held before, the longest stall of its event loop. */
export type ImportFigures = {
  steps: Record<'stage' | 'compare' | 'write', StepFigures>;
  growthMib: number;
  stallMs: number;
  rows: Pick<SkuImport, 'rowsRead' | 'rowsInserted' | 'rowsUpdated' | 'rowsUnchanged' | 'rowsRejected'>;
};

/** One import, step by step; memory and processor time are those of the whole process. */
export async function measureImport({ url, file, format, belt }: ImportOrder): Promise<ImportFigures> {
  const dataSource = await createDataSource({
    url,
    applicationName: 'headwater-bench',
    poolSize: 1,
  }).initialize();
  const reference = await Reference.load(dataSource);
  const checkReference = checkReferenceOf(reference);
  const { uuid } = await openImport(dataSource, {
    beltNumber: reference.beltsBySlug.get(belt)!.number,
    fileName: 'goods',
    format,
    createdBy: 'bench',
    assumedStock: 100,
  });
  const before = peakMib();
  const stalls = monitorEventLoopDelay({ resolution: 1 });
  stalls.enable();
  const measured = async (runner: QueryRunner, work: () => Promise<unknown>): Promise<StepFigures> => {
    const postgres = await postgresCpu(runner);
    const node = process.cpuUsage();
    const ms = await timed(work);
    const { user, system } = process.cpuUsage(node);
    return {
      ms,
      nodeCpu: (user + system) / 1e6,
      postgresCpu: (await postgresCpu(runner)) - postgres,
    };
  };
  // Held, as by the command: a server on the same database would take it for one that was left.
  const held = await holdImport(dataSource, uuid, async (runner) => ({
    stage: await measured(runner, () => stageImport(runner, checkReference, uuid, createReadStream(file))),
    compare: await measured(runner, () => compareImport(runner, checkReference, uuid)),
    write: await measured(runner, async () => {
      await confirmImport(runner, uuid);
      await writeImport(runner, checkReference, uuid);
    }),
  }));
  const steps = held!.result;
  const figures = { steps, growthMib: peakMib() - before, stallMs: stalls.max / 1e6 };
  const rows = await dataSource.getRepository(SkuImport).findOneByOrFail({ uuid });
  await dataSource.destroy();
  return { ...figures, rows };
}

const peakMib = (): number => process.resourceUsage().maxRSS / 1_024;
