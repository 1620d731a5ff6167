import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { HttpClient } from './http-client';
import type { ImportFigures, ImportOrder } from './measured-import';
import type { Facts } from './server';

/** A server under measurement, and a client of it. */
export class BenchServer {
  readonly client: HttpClient;

  private constructor(
    private readonly child: ChildProcess,
    readonly facts: Facts,
  ) {
    this.client = new HttpClient(facts.url, { authorization: `Bearer ${facts.token}` });
  }

  get pid(): number {
    return this.child.pid!;
  }

  static async start(databaseUrl: string): Promise<BenchServer> {
    const child = fork(join(__dirname, 'server.ts'), [databaseUrl], {
      // As `npm start` has it.
      execArgv: [
        '--max-semi-space-size=32',
        '--v8-pool-size=0',
        '-r',
        join(__dirname, '../tools/typescript.cjs'),
      ],
    });
    process.once('exit', () => child.kill());
    const [facts] = (await once(child, 'message')) as [Facts];
    return new BenchServer(child, facts);
  }

  /** The body of the answer, as it came. */
  send(query: string, variables: unknown): Promise<string> {
    return this.client.send(query, variables);
  }

  /** @throws Error where the answer has errors: a failure is quick, and would look like speed */
  async ask(query: string, variables: unknown): Promise<any> {
    const { data, errors } = JSON.parse(await this.send(query, variables));
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Milliseconds after a SKU's change until this process's directory has it. */
  async refresh(): Promise<number> {
    this.child.send('refresh');
    const [ms] = (await once(this.child, 'message')) as [number];
    return ms;
  }

  /** Imports a file in the server's own process, as an upload does. */
  async import(order: ImportOrder): Promise<ImportFigures> {
    this.child.send(order);
    const [figures] = (await once(this.child, 'message')) as [ImportFigures];
    return figures;
  }

  stop(): void {
    this.client.stop();
    this.child.kill();
  }
}
