import type { DataSource } from 'typeorm';
import { Replica, type ReplicaChange } from './replica';

/** The replicas of a primary, those that keep up and those that do not. None where none is set. */
export class Replicas {
  readonly all: readonly Replica[];
  private turn = 0;

  constructor(
    primary: DataSource,
    urls: readonly string[] = [],
    onChange: (change: ReplicaChange) => void = () => undefined,
  ) {
    this.all = urls.map((url, place) => new Replica(primary, url, place, onChange));
  }

  /** One that a request which begins now may read from: each in turn of those that keep up. */
  choose(): Replica | undefined {
    const fresh = this.all.filter(({ isFresh }) => isFresh);
    return fresh[this.turn++ % fresh.length];
  }

  start(): void {
    for (const replica of this.all) replica.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((replica) => replica.stop()));
  }

  /** Resolves when requests that begin from now on, in any process, see what has been committed by now. */
  async settle(): Promise<void> {
    await Promise.all(this.all.map((replica) => replica.settle()));
  }
}
