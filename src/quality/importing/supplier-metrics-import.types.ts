import { ArgsType, Field, InputType, ObjectType } from 'type-graphql';
import { IMPORT_LIMITS, QUALITY_LIMITS } from '../../config/limits';
import { ConnectionArgs, connectionTypes } from '../../graphql/connection';
import { Payload } from '../../graphql/user-errors';
import { FileImportCreateInput, ImportFilter } from '../../imports/file-import.types';
import { SupplierMetricsImport } from './supplier-metrics-import.entity';

@InputType({ description: 'Which imports; every condition given must hold.' })
export class SupplierMetricsImportFilter extends ImportFilter {}

@ArgsType()
export class SupplierMetricsImportsArgs extends ConnectionArgs {
  @Field(() => SupplierMetricsImportFilter, { nullable: true, description: 'Which imports.' })
  filter?: SupplierMetricsImportFilter | null;
}

export const SupplierMetricsImportConnection = connectionTypes(
  'SupplierMetricsImport',
  () => SupplierMetricsImport,
  'imports',
);

@InputType({ description: 'A file of how suppliers did, day by day, that is to come.' })
export class SupplierMetricsImportCreateInput extends FileImportCreateInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Who counted, where a row does not say it, e.g. a platform or a base: ' +
      `1 to ${QUALITY_LIMITS.sourceCharacters} characters, no control characters. Left out, such rows are rejected.`,
  })
  source?: string | null;
}

@ObjectType({ description: 'What became of supplierMetricsImportCreate.', simpleResolvers: true })
export class SupplierMetricsImportCreatePayload extends Payload {
  @Field(() => SupplierMetricsImport, {
    nullable: true,
    description: 'The import; null where it was not opened.',
  })
  supplierMetricsImport?: SupplierMetricsImport | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the file’s bytes go with PUT, once; if they do not all arrive, again. It needs no token, so whoever has ' +
      `it may send the file; it is good for ${IMPORT_LIMITS.urlHours} hours. Null where the file has come already.`,
  })
  uploadUrl?: string | null;
}

@ObjectType({ description: 'What became of an import.', simpleResolvers: true })
export class SupplierMetricsImportPayload extends Payload {
  @Field(() => SupplierMetricsImport, {
    nullable: true,
    description: 'The import as it is now; null where nothing was done.',
  })
  supplierMetricsImport?: SupplierMetricsImport | null;
}
