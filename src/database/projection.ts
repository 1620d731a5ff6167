import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import { selected } from './row-reader';

/** Some of an entity's columns, read from its table under an alias, in a statement of somebody else's. */
export class Projection<T extends ObjectLiteral> {
  readonly sql: string;
  private readonly create: () => ObjectLiteral;
  private readonly names: readonly string[];

  constructor(
    dataSource: DataSource,
    entity: EntityTarget<T>,
    private readonly alias: string,
    properties: Iterable<keyof T & string>,
  ) {
    const metadata = dataSource.getMetadata(entity);
    const wanted = new Set<string>(properties);
    const columns = metadata.columns.filter(({ propertyName }) => wanted.has(propertyName));
    this.create = () => metadata.create();
    this.names = columns.map(({ propertyName }) => propertyName);
    this.sql = columns.map((column) => selected(column, alias, `${alias}.`)).join(', ');
  }

  /** The entity in a row, of which the other columns are missing. */
  of(row: ObjectLiteral): T {
    const entity = this.create();
    for (const name of this.names) entity[name] = row[`${this.alias}.${name}`];
    return entity as T;
  }
}
