import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../src/app';

/** What a server of the tests did with its replica. */
export type Figures = { onReplica: number; onPrimary: number; settledMs: number[] };

/** Counts from now on, for REPLICA_FIGURES. Returns what writes down what was counted. */
export function countFigures(app: App, folder = process.env.REPLICA_FIGURES): () => void {
  if (!folder) return () => undefined;
  const figures: Figures = { onReplica: 0, onPrimary: 0, settledMs: [] };
  const { replicas } = app;
  const [choose, settle] = [replicas.choose.bind(replicas), replicas.settle.bind(replicas)];
  replicas.choose = () => {
    const replica = choose();
    figures[replica ? 'onReplica' : 'onPrimary']++;
    return replica;
  };
  replicas.settle = async () => {
    const startedAt = performance.now();
    await settle();
    figures.settledMs.push(performance.now() - startedAt);
  };
  return () => writeFileSync(join(folder, randomUUID()), JSON.stringify(figures));
}
