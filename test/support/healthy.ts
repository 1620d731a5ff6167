import type { TestServer } from './server';

/** Closes the server of tests in which nothing may have gone wrong inside; throws what did. */
export async function closeHealthy(server: TestServer): Promise<void> {
  await server.close();
  if (server.faults.length > 0) {
    throw new AggregateError(
      server.faults,
      `Faults while requests were answered: ${server.faults.join('; ')}`,
    );
  }
}
