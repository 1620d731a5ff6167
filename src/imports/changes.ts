import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'One column that an import changes.', simpleResolvers: true })
export class ColumnChange {
  @Field(() => String, {
    description: 'As the columns of a file are called: livePrice, category …; of an attribute its own name.',
  })
  column!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What is there: amounts in yuan, commission as a share of 0..1, reference data by slug, long texts cut; null where ' +
      'there is no value.',
  })
  from!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the file says, in the same terms; null where there is no value.',
  })
  to!: string | null;
}

/** What a row is known by, as far as its kind has it; in the order in which people are told. */
export const CHANGE_KEYS = ['supplierCode', 'code', 'day', 'source'] as const;

/** What an import changes of what a row is about. */
export type ImportChange = { row: number; columns: ColumnChange[] } & Partial<
  Record<(typeof CHANGE_KEYS)[number], string>
>;

@ObjectType({ description: 'What an import changes of one SKU that exists.', simpleResolvers: true })
export class SkuChange {
  @Field(() => Int, { description: 'The row of the file, counted as in ImportProblem.row.' })
  row!: number;

  @Field(() => String, { description: 'The code of the supplier within the belt.' })
  supplierCode!: string;

  @Field(() => String, { description: 'The code of the SKU within the supplier.' })
  code!: string;

  @Field(() => [ColumnChange], { description: 'The columns that change, at least one.' })
  columns!: ColumnChange[];
}
