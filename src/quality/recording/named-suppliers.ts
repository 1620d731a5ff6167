import type { DataSource } from 'typeorm';
import type { Reference } from '../../reference/reference';

/** How somebody names a supplier: by its UUID, or by its belt's slug and its code. */
export type SupplierName = { id: string } | { belt: string; code: string };

export type NamedSupplier = { id: string; belt: number; code: string };

const FIND = `
  SELECT id, belt_number AS belt, code FROM supplier WHERE id = ANY ($1::uuid[])
  UNION
  SELECT s.id, s.belt_number, s.code
    FROM unnest($2::smallint[], $3::text[]) x(belt, code) JOIN supplier s ON s.belt_number = x.belt AND s.code = x.code`;

/** Who is meant by each name; undefined where nobody is. */
export async function namedSuppliers(
  dataSource: Pick<DataSource, 'query'>,
  { beltsBySlug }: Pick<Reference, 'beltsBySlug'>,
  names: readonly (SupplierName | null)[],
): Promise<(NamedSupplier | undefined)[]> {
  const ids = names.flatMap((name) => (name && 'id' in name ? [name.id] : []));
  const codes = names.flatMap((name) => {
    const belt = name && 'belt' in name ? beltsBySlug.get(name.belt) : undefined;
    return belt ? [{ belt: belt.number, code: (name as { code: string }).code }] : [];
  });
  const rows: NamedSupplier[] = await dataSource.query(FIND, [
    ids,
    codes.map(({ belt }) => belt),
    codes.map(({ code }) => code),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const byCode = new Map(rows.map((row) => [`${row.belt} ${row.code}`, row]));
  return names.map((name) => {
    if (!name) return undefined;
    return 'id' in name
      ? byId.get(name.id)
      : byCode.get(`${beltsBySlug.get(name.belt)?.number} ${name.code}`);
  });
}
