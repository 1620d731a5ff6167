import { ArgsType, Field, InputType, Int, ObjectType } from 'type-graphql';
import { IMPORT_LIMITS } from '../config/limits';
import { ConnectionArgs, connectionTypes } from '../graphql/connection';
import { Payload } from '../graphql/user-errors';
import { FileImportCreateInput, ImportFilter } from './file-import.types';
import { SkuImport } from './sku-import.entity';

@InputType({ description: 'Which imports; every condition given must hold.' })
export class SkuImportFilter extends ImportFilter {}

@ArgsType()
export class SkuImportsArgs extends ConnectionArgs {
  @Field(() => SkuImportFilter, { nullable: true, description: 'Which imports.' })
  filter?: SkuImportFilter | null;
}

export const SkuImportConnection = connectionTypes('SkuImport', () => SkuImport, 'imports');

@ObjectType({
  description: 'What was taken for granted where the rows of a file say nothing.',
  simpleResolvers: true,
})
export class ImportAssumption {
  @Field(() => String, { description: 'What it is about, for programs, e.g. "STOCK"; stable.' })
  code!: string;

  @Field(() => Int, { description: 'How many rows say nothing of it.' })
  rows!: number;

  @Field(() => String, { description: 'What was assumed, for people, in the language of the request.' })
  message!: string;
}

@InputType({ description: 'A file of SKUs that is to come.' })
export class SkuImportCreateInput extends FileImportCreateInput {
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'Whether suppliers that the belt does not have are created from the rows that name them. Where not, such rows are ' +
      'rejected, so that a slip in a name makes no second supplier.',
  })
  createSuppliers?: boolean | null;
}

@ObjectType({ description: 'What became of skuImportCreate.', simpleResolvers: true })
export class SkuImportCreatePayload extends Payload {
  @Field(() => SkuImport, { nullable: true, description: 'The import; null where it was not opened.' })
  skuImport?: SkuImport | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the file’s bytes go with PUT, once; if they do not all arrive, again. It needs no token, so whoever has ' +
      `it may send the file; it is good for ${IMPORT_LIMITS.urlHours} hours. Null where the file has come already.`,
  })
  uploadUrl?: string | null;
}

@ObjectType({ description: 'What became of an import.', simpleResolvers: true })
export class SkuImportPayload extends Payload {
  @Field(() => SkuImport, {
    nullable: true,
    description: 'The import as it is now; null where nothing was done.',
  })
  skuImport?: SkuImport | null;
}
