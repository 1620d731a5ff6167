import { ChildEntity } from 'typeorm';
import { Field, Int, ObjectType } from 'type-graphql';
import { IMPORT_LIMITS } from '../../config/limits';
import { Node } from '../../graphql/node.type';
import { ColumnChange } from '../../imports/changes';
import { FileImport } from '../../imports/file-import.entity';
import { ImportKind } from '../../imports/import-kind';

@ObjectType({
  description: 'What an import changes of one day of a supplier that is recorded.',
  simpleResolvers: true,
})
export class SupplierMetricsChange {
  @Field(() => Int, { description: 'The row of the file, counted as in ImportProblem.row.' })
  row!: number;

  @Field(() => String, { description: 'The code of the supplier within the belt.' })
  supplierCode!: string;

  @Field(() => String, { description: 'The day in China, as YYYY-MM-DD.' })
  day!: string;

  @Field(() => String, { description: 'Who counted.' })
  source!: string;

  @Field(() => [ColumnChange], { description: 'The figures that change, at least one.' })
  columns!: ColumnChange[];
}

@ChildEntity(ImportKind.SUPPLIER_METRICS)
@ObjectType({
  implements: Node,
  description:
    'One file of how suppliers did, day by day, on its way into their records, and what became of it. Once DONE, all rows ' +
    'read are rejected, inserted, updated or unchanged.',
  simpleResolvers: true,
})
export class SupplierMetricsImport extends FileImport implements Node {
  @Field(() => String, {
    nullable: true,
    description:
      'Who counted, where a row does not say it: 1 to 64 characters. Null where nobody is, and such rows are rejected.',
  })
  override source!: string | null;

  @Field(() => [SupplierMetricsChange], {
    description:
      `The first days to be replaced, at most ${IMPORT_LIMITS.shownChanges}, each with what changes: a forecast, made ` +
      'when it was CHECKED.',
  })
  override changes!: SupplierMetricsChange[];
}
