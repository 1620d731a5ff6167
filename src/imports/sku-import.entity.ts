import { ChildEntity } from 'typeorm';
import { Field, ObjectType } from 'type-graphql';
import { IMPORT_LIMITS } from '../config/limits';
import { Node } from '../graphql/node.type';
import { SkuChange } from './changes';
import { FileImport } from './file-import.entity';
import { ImportKind } from './import-kind';
import { ImportWarning } from './warnings';

@ChildEntity(ImportKind.SKUS)
@ObjectType({
  implements: Node,
  description:
    'One file of SKUs on its way into the catalogue, and what became of it. Once DONE, all rows read are rejected, ' +
    'inserted, updated or unchanged.',
  simpleResolvers: true,
})
export class SkuImport extends FileImport implements Node {
  @Field(() => Boolean, {
    description:
      'Whether suppliers that the belt does not have are created; where not, their rows are rejected.',
  })
  override createSuppliers!: boolean;

  @Field(() => [SkuChange], {
    description:
      `The first goods to be updated, at most ${IMPORT_LIMITS.shownChanges}, each with what changes: a forecast, made ` +
      'when it was CHECKED.',
  })
  override changes!: SkuChange[];

  @Field(() => [ImportWarning], {
    description: 'What it would do that is seldom meant: a forecast, made when it was CHECKED.',
  })
  override warnings!: ImportWarning[];
}
