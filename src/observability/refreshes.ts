import { refreshedAt, refreshSeconds } from './metrics';

/** Times how long something in memory takes to be brought in step with the database, and notes when it was. */
export async function observeRefresh(what: string, work: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  await work();
  refreshSeconds.observe({ what }, (performance.now() - startedAt) / 1000);
  refreshedAt.set({ what }, Date.now() / 1000);
}
