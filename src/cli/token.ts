import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { localKeys } from '../auth/local-keys';
import { Role } from '../auth/principal';
import { signToken } from '../auth/tokens';
import { Belt } from '../belts/belt.entity';
import { readConfig } from '../config/config';
import { dataDirectory } from '../config/database-url';
import { Streamer } from '../streamers/streamer.entity';
import { Supplier } from '../suppliers/supplier.entity';
import { runCommand, UsageError } from './run-command';

const USAGE = `npm run -s token -- ROLE [--streamer HANDLE] [--belt SLUG]… [--supplier CODE]
Prints a token under the local development key, valid for 30 days. ROLE: ${Object.keys(Role).join(', ')}.`;

void runCommand(async ({ dataSource, print }) => {
  const { positionals, values } = parseArguments();
  const role = Object.values(Role).find((name) => name === positionals[0]?.toUpperCase());
  if (!role || positionals.length > 1) throw new UsageError(USAGE);
  const belts = values.belt ?? [];
  for (const slug of belts) await known(dataSource.getRepository(Belt).existsBy({ slug }), 'belt', slug);
  if (values.streamer) {
    const { streamer: handle } = values;
    await known(dataSource.getRepository(Streamer).existsBy({ handle }), 'streamer', handle);
  }
  const supplier = values.supplier ? await supplierUuid(dataSource, values.supplier, belts) : undefined;
  if (readConfig().auth)
    throw new UsageError(
      'JWKS_URL or JWT_PUBLIC_KEYS is set: their issuer makes the tokens that the server takes.',
    );
  const { privateKey } = await localKeys(dataDirectory());
  const claims = { roles: [role], streamer: values.streamer, belts, supplier };
  print(await signToken(privateKey, `token-${role.toLowerCase()}`, claims));
});

function parseArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        streamer: { type: 'string' },
        belt: { type: 'string', multiple: true },
        supplier: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

async function known(exists: Promise<boolean>, what: string, key: string): Promise<void> {
  if (!(await exists)) throw new UsageError(`There is no ${what} "${key}".`);
}

/** A supplier's code is unique within its belt only. */
async function supplierUuid(dataSource: DataSource, code: string, belts: string[]): Promise<string> {
  const query = dataSource
    .getRepository(Supplier)
    .createQueryBuilder('supplier')
    .innerJoin(Belt, 'belt', 'belt.number = supplier.belt_number')
    .where('supplier.code = :code', { code });
  if (belts.length > 0) query.andWhere('belt.slug IN (:...belts)', { belts });
  const found = await query.getMany();
  if (found.length === 1) return found[0]!.uuid;
  throw new UsageError(
    found.length === 0
      ? `There is no supplier "${code}".`
      : `Several belts have a supplier "${code}": add --belt SLUG.`,
  );
}
