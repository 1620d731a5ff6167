import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import type { ImportFigures, ImportOrder } from './measured-import';
import type { Facts } from './server';

/** A server under measurement, and a client of it that does as little as it can. */
export class BenchServer {
  private readonly agent = new Agent({ keepAlive: true });

  private constructor(
    private readonly child: ChildProcess,
    readonly facts: Facts,
  ) {}

  static async start(databaseUrl: string): Promise<BenchServer> {
    const child = fork(join(__dirname, 'server.ts'), [databaseUrl], {
      execArgv: ['-r', join(__dirname, '../tools/typescript.cjs')],
    });
    process.once('exit', () => child.kill());
    const [facts] = (await once(child, 'message')) as [Facts];
    return new BenchServer(child, facts);
  }

  /** The body of the answer, as it came. */
  send(query: string, variables: unknown): Promise<string> {
    const { url, token } = this.facts;
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const sent = request(url, { method: 'POST', agent: this.agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString()));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(JSON.stringify({ query, variables }));
    });
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
    this.agent.destroy();
    this.child.kill();
  }
}
