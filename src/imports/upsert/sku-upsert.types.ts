import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { IMPORT_LIMITS } from '../../config/limits';
import { Payload, UserError } from '../../graphql/user-errors';
import { Decimal } from '../../pricing/money.types';
import { Provenance, SkuStatus } from '../../skus/sku.enums';
import { ImportProblem } from '../import-problem.types';
import { SkuImport } from '../sku-import.entity';
import { UpsertOutcome } from './upsert-rows';

registerEnumType(UpsertOutcome, {
  name: 'UpsertOutcome',
  description: 'What became of an item.',
  valuesConfig: {
    INSERTED: { description: 'The goods are new.' },
    UPDATED: { description: 'The goods are changed; their version counts up.' },
    UNCHANGED: { description: 'The goods were what the item says.' },
    REJECTED: { description: 'Nothing was done; userErrors say why.' },
  },
});

const KEPT = 'left out, goods that exist keep what they have';
const optional = (description: string) => ({ nullable: true, description });

@InputType({ description: 'A further property of goods.' })
export class SkuAttributeInput {
  @Field(() => String, {
    description: `What it is called: 1 to ${IMPORT_LIMITS.headerCharacters} characters, none that cannot be seen.`,
  })
  name!: string;

  @Field(() => String, {
    description: `At most ${IMPORT_LIMITS.textCharacters} characters, none that cannot be seen; a blank one says nothing.`,
  })
  value!: string;
}

@InputType({
  description:
    'A SKU as a program knows it; its fields mean what columns of the same name mean in a file. They are known by the ' +
    'supplier within the belt and the code within the supplier. Null and blank say nothing.',
})
export class SkuBulkUpsertItem {
  @Field(() => String, {
    description: `1 to ${IMPORT_LIMITS.titleCharacters} characters; without claims that the Advertising Law forbids.`,
  })
  title!: string;

  @Field(
    () => String,
    optional(
      `The code within the supplier, 1 to ${IMPORT_LIMITS.codeCharacters} characters; left out, it is made from the title.`,
    ),
  )
  code?: string | null;

  @Field(
    () => String,
    optional(
      `The code of the supplier within the belt, 1 to ${IMPORT_LIMITS.codeCharacters} characters; left out, it is made ` +
        'from the name. One of the two is needed.',
    ),
  )
  supplierCode?: string | null;

  @Field(
    () => String,
    optional(
      `The name of the supplier, 1 to ${IMPORT_LIMITS.nameCharacters} characters; needed to create it.`,
    ),
  )
  supplierName?: string | null;

  @Field(() => String, optional('Where a new supplier is: a name, or a code of GB/T 2260.'))
  region?: string | null;

  @Field(
    () => String,
    optional('The slug, name or path of a category; left out or unknown, the title decides.'),
  )
  category?: string | null;

  @Field(() => Decimal, { description: 'What the goods cost in the live stream, in yuan: above 0.' })
  livePrice!: string;

  @Field(() => Decimal, optional('What the supplier asks, in yuan: above 0, at most livePrice.'))
  supplyPrice?: string | null;

  @Field(() => Decimal, optional(`What the goods cost elsewhere, in yuan: above 0; ${KEPT}.`))
  marketPrice?: string | null;

  @Field(
    () => Decimal,
    optional(
      `The streamer’s share of the price, 0 to ${IMPORT_LIMITS.commissionBasisPoints / 10_000}, at most four decimals; ${KEPT}.`,
    ),
  )
  commissionRate?: string | null;

  @Field(
    () => Int,
    optional(`Pieces, 0 to ${IMPORT_LIMITS.pieces}; left out, new goods get ${IMPORT_LIMITS.assumedStock}.`),
  )
  stock?: number | null;

  @Field(() => Int, optional(`Pieces sold so far, 0 to ${IMPORT_LIMITS.pieces}; ${KEPT}.`))
  salesTotal?: number | null;

  @Field(() => String, optional(`At most ${IMPORT_LIMITS.textCharacters} characters; ${KEPT}.`))
  description?: string | null;

  @Field(() => String, optional(`The slug or name of a shipping class; ${KEPT}.`))
  shipping?: string | null;

  @Field(() => String, optional('The slug or name of an audience; left out, that of the category.'))
  audience?: string | null;

  @Field(() => Provenance, optional(`What makes them source goods; ${KEPT}, new ones are BELT.`))
  provenance?: Provenance | null;

  @Field(() => SkuStatus, optional(`Whether they are on offer; ${KEPT}, new ones are LISTED.`))
  status?: SkuStatus | null;

  @Field(
    () => Int,
    optional(
      'The version of the goods that you have seen; where they have another one, or are not there, the item is rejected ' +
        'with CONFLICT. Left out, whatever is there is changed.',
    ),
  )
  expectedVersion?: number | null;

  @Field(() => [SkuAttributeInput], optional('Further properties, added to those that the goods have.'))
  attributes?: SkuAttributeInput[] | null;
}

@InputType({ description: 'Goods that a program brings into a belt.' })
export class SkuBulkUpsertInput {
  @Field(() => String, { description: 'The slug of the belt that the goods belong to.' })
  belt!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'As in SkuImportCreateInput: whether suppliers that the belt does not have are created.',
  })
  createSuppliers?: boolean | null;

  @Field(() => [SkuBulkUpsertItem], { description: `1 to ${IMPORT_LIMITS.upsertItems} SKUs.` })
  items!: SkuBulkUpsertItem[];
}

@ObjectType({ description: 'What became of one item of skuBulkUpsert.', simpleResolvers: true })
export class SkuBulkUpsertResult {
  skuId!: string | null;

  @Field(() => UpsertOutcome, { description: 'Whether it landed, and as what.' })
  outcome!: UpsertOutcome;

  @Field(() => [UserError], {
    description:
      'Why it was rejected; empty where it landed. INVALID, NOT_FOUND for the supplier, or CONFLICT; problems have codes of ' +
      'their own.',
  })
  userErrors!: UserError[];

  @Field(() => [ImportProblem], {
    description: 'The same, and notes on an item that landed; row is the place of the item from 1 on.',
  })
  problems!: ImportProblem[];
}

@ObjectType({ description: 'What became of skuBulkUpsert.', simpleResolvers: true })
export class SkuBulkUpsertPayload extends Payload {
  @Field(() => [SkuBulkUpsertResult], {
    nullable: true,
    description: 'What became of each item, in their order; null where nothing was done.',
  })
  items?: SkuBulkUpsertResult[] | null;

  @Field(() => SkuImport, {
    nullable: true,
    description: 'As what it can be looked up later; null where nothing was done.',
  })
  skuImport?: SkuImport | null;
}
