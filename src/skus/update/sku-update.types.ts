import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { IMPORT_LIMITS } from '../../config/limits';
import { Payload } from '../../graphql/user-errors';
import { ImportProblem } from '../../imports/import-problem.types';
import { SkuAttributeInput } from '../../imports/upsert/sku-upsert.types';
import { Decimal } from '../../pricing/money.types';
import { Guarantee, Provenance, SkuStatus } from '../sku.enums';
import { Sku } from '../sku.entity';

const optional = (description: string) => ({ nullable: true, description });

@InputType({
  description:
    'What goods become. What is left out or null stays as it is, but for marketPrice: null says that it is not known.',
})
export class SkuUpdateInput {
  @Field(() => ID, { description: 'The id of the SKU.' })
  sku!: string;

  @Field(() => Int, { description: 'The version that you have seen; CONFLICT where it is no longer that.' })
  expectedVersion!: number;

  @Field(
    () => String,
    optional(
      `1 to ${IMPORT_LIMITS.titleCharacters} characters; without claims that the Advertising Law forbids.`,
    ),
  )
  title?: string | null;

  @Field(
    () => String,
    optional(
      `At most ${IMPORT_LIMITS.textCharacters} characters, none for no description; claims as in the title.`,
    ),
  )
  description?: string | null;

  @Field(
    () => String,
    optional(
      'The slug, name or path of a leaf category; unless audience is given, that of the category follows.',
    ),
  )
  category?: string | null;

  @Field(() => Decimal, optional('What the goods cost in the live stream, in yuan: at least supplyPrice.'))
  livePrice?: string | null;

  @Field(() => Decimal, optional('What the supplier asks, in yuan: above 0, at most livePrice.'))
  supplyPrice?: string | null;

  @Field(() => Decimal, optional('What the goods cost elsewhere, in yuan: above 0; null for not known.'))
  marketPrice?: string | null;

  @Field(
    () => Decimal,
    optional(
      `The streamer’s share of the price, 0 to ${IMPORT_LIMITS.commissionBasisPoints / 10_000}, at most four decimals.`,
    ),
  )
  commissionRate?: string | null;

  @Field(() => Int, optional(`Pieces, 0 to ${IMPORT_LIMITS.pieces}.`))
  stock?: number | null;

  @Field(() => Int, optional(`Pieces sold so far, 0 to ${IMPORT_LIMITS.pieces}.`))
  salesTotal?: number | null;

  @Field(() => String, optional('The slug or name of a shipping class.'))
  shipping?: string | null;

  @Field(() => String, optional('The slug or name of an audience.'))
  audience?: string | null;

  @Field(() => Provenance, optional('What makes them source goods.'))
  provenance?: Provenance | null;

  @Field(() => SkuStatus, optional('Whether they are on offer.'))
  status?: SkuStatus | null;

  @Field(() => [Guarantee], optional('All that the supplier promises.'))
  guarantees?: Guarantee[] | null;

  @Field(() => [SkuAttributeInput], optional('All further properties, instead of those that they have.'))
  attributes?: SkuAttributeInput[] | null;
}

@ObjectType({ description: 'What became of skuUpdate.', simpleResolvers: true })
export class SkuUpdatePayload extends Payload {
  @Field(() => Sku, {
    nullable: true,
    description:
      'The SKU as it is now, also where the version was another one; else null where nothing was done.',
  })
  sku?: Sku | null;

  @Field(() => [ImportProblem], {
    nullable: true,
    description:
      'Warnings and notes on what was written, as imports give them; row is always 1. Null where nothing was.',
  })
  problems?: ImportProblem[] | null;
}
