import { Role } from '../../src/auth/principal';
import type { ServerOnDatabase } from '../support/graphql-server';
import { update } from '../support/updates';

export const ADMIN = { roles: [Role.ADMIN] };

type Supplier = { id: string; version: number; name: string };
const SUPPLIER = '{ suppliers(first: 1) { nodes { id version name } } }';

/** The first supplier, as a server shows it. */
export const supplierAt = async (server: ServerOnDatabase, as?: typeof ADMIN): Promise<Supplier> =>
  (await server.query(SUPPLIER, { as })).data.suppliers.nodes[0];

/** Gives the first supplier another name; returns how many milliseconds that took. */
export async function rename(server: ServerOnDatabase, name: string): Promise<number> {
  const { id, version } = await supplierAt(server);
  const startedAt = performance.now();
  const input = { supplier: id, expectedVersion: version, name };
  const { supplier } = await update(server, 'supplierUpdate', input, { as: ADMIN });
  expect(supplier.name).toBe(name);
  return performance.now() - startedAt;
}
