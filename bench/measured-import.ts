import { createReadStream } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createDataSource } from '../src/database/data-source';
import { checkReferenceOf } from '../src/imports/checking/check-reference';
import { compareImport } from '../src/imports/compare-import';
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
  const measured = async (work: () => Promise<unknown>): Promise<StepFigures> => {
    const postgres = await postgresCpu(dataSource);
    const node = process.cpuUsage();
    const ms = await timed(work);
    const { user, system } = process.cpuUsage(node);
    return {
      ms,
      nodeCpu: (user + system) / 1e6,
      postgresCpu: (await postgresCpu(dataSource)) - postgres,
    };
  };
  const steps = {
    stage: await measured(() => stageImport(dataSource, checkReference, uuid, createReadStream(file))),
    compare: await measured(() => compareImport(dataSource, checkReference, uuid)),
    write: await measured(async () => {
      await confirmImport(dataSource, uuid);
      await writeImport(dataSource, checkReference, uuid);
    }),
  };
  const figures = { steps, growthMib: peakMib() - before, stallMs: stalls.max / 1e6 };
  const rows = await dataSource.getRepository(SkuImport).findOneByOrFail({ uuid });
  await dataSource.destroy();
  return { ...figures, rows };
}

const peakMib = (): number => process.resourceUsage().maxRSS / 1_024;
