import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { IMPORT_LIMITS } from '../../config/limits';
import { Payload } from '../../graphql/user-errors';
import { Supplier, SupplierKind } from '../supplier.entity';

const optional = (description: string) => ({ nullable: true, description });

@InputType({
  description:
    'What a supplier becomes. What is left out stays as it is; null says that it is not known, of what may be unknown, and ' +
    'nothing elsewhere.',
})
export class SupplierUpdateInput {
  @Field(() => ID, { description: 'The id of the supplier.' })
  supplier!: string;

  @Field(() => Int, { description: 'The version that you have seen; CONFLICT where it is no longer that.' })
  expectedVersion!: number;

  @Field(() => String, optional(`The Chinese name: 1 to ${IMPORT_LIMITS.nameCharacters} characters.`))
  name?: string | null;

  @Field(() => SupplierKind, optional('What kind of business it is.'))
  kind?: SupplierKind | null;

  @Field(() => String, optional('Where it ships from: a name, or a code of GB/T 2260; may be unknown.'))
  region?: string | null;

  @Field(() => Boolean, optional('Whether it was shown to be an enterprise (企业资质).'))
  enterpriseQualified?: boolean | null;

  @Field(
    () => String,
    optional(
      'The unified social credit code (统一社会信用代码) of its licence: 18 characters; may be unknown.',
    ),
  )
  licence?: string | null;

  @Field(
    () => String,
    optional('The day its shop opened, in China: YYYY-MM-DD, not after today; may be unknown.'),
  )
  openedOn?: string | null;
}

@ObjectType({ description: 'What became of supplierUpdate.', simpleResolvers: true })
export class SupplierUpdatePayload extends Payload {
  @Field(() => Supplier, {
    nullable: true,
    description:
      'The supplier as it is now, also where the version was another one; else null where nothing was done.',
  })
  supplier?: Supplier | null;
}
