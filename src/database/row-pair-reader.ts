import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { queryPrepared } from './prepared';
import { isOneOf, selected } from './row-reader';

/** Tells the second entity's properties from the first's; no name of a property begins so. */
const SECOND = '+';

type Side<T> = { entity: EntityTarget<T>; id: keyof T & string };

/**
 * Reads entities by the values of one column, each with the one that has its id: in one statement, where the second is
 * nearly always wanted with the first.
 */
export class RowPairReader<T extends ObjectLiteral, U extends ObjectLiteral> {
  private readonly sql: string;
  private readonly create: [() => ObjectLiteral, () => ObjectLiteral];

  constructor(
    private readonly dataSource: DataSource,
    private readonly first: Side<T> & { key: keyof T & string },
    private readonly second: Side<U>,
  ) {
    const [t, u] = [dataSource.getMetadata(first.entity), dataSource.getMetadata(second.entity)];
    const column = ({ columns }: typeof t, property: string): ColumnMetadata =>
      columns.find(({ propertyName }) => propertyName === property)!;
    const columns = [
      ...t.columns.filter(({ isSelect }) => isSelect).map((each) => selected(each, 't')),
      ...u.columns.filter(({ isSelect }) => isSelect).map((each) => selected(each, 'u', SECOND)),
    ];
    this.create = [() => t.create(), () => u.create()];
    this.sql = `SELECT ${columns.join(', ')}
                  FROM ${t.tableName} t
                  LEFT JOIN ${u.tableName} u ON u.${column(u, second.id).databaseName} = t.${column(t, first.id).databaseName}
                 WHERE ${isOneOf(column(t, first.key), 't')}`;
  }

  /** In the order of the keys; null where there is no first, and where it has no second. */
  async read(keys: readonly string[]): Promise<([T, U | null] | null)[]> {
    const rows = await queryPrepared<ObjectLiteral>(this.dataSource, this.sql, [keys]);
    const byKey = new Map(rows.map((row) => [row[this.first.key] as string, this.split(row)]));
    return keys.map((key) => byKey.get(key) ?? null);
  }

  private split(row: ObjectLiteral): [T, U | null] {
    const [first, second] = [this.create[0](), this.create[1]()];
    for (const [name, value] of Object.entries(row)) {
      if (name.startsWith(SECOND)) second[name.slice(SECOND.length)] = value;
      else first[name] = value;
    }
    return [first as T, second[this.second.id] === null ? null : (second as U)];
  }
}
