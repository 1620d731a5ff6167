import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { IMPORT_LIMITS, INPUT_LIMITS } from '../config/limits';
import type { ConnectionArgs } from '../graphql/connection';
import { ImportFormat, ImportStatus } from './file-import.entity';

@InputType({ description: 'What imports of every kind can be asked for by.' })
export abstract class ImportFilter {
  @Field(() => [ImportStatus], {
    nullable: true,
    description: `Any of these; at most ${INPUT_LIMITS.maxFilterValues}.`,
  })
  statuses?: ImportStatus[] | null;
}

export type ImportsArgs = ConnectionArgs & { filter?: ImportFilter | null };

@InputType({ description: 'What every file is announced with.' })
export abstract class FileImportCreateInput {
  @Field(() => String, { description: 'The slug of the belt that its goods or suppliers belong to.' })
  belt!: string;

  @Field(() => String, {
    description: `The name of the file, for people: 1 to ${IMPORT_LIMITS.fileNameCharacters} characters, no control characters.`,
  })
  fileName!: string;

  @Field(() => ImportFormat, { description: 'What the file is to be read as.' })
  format!: ImportFormat;

  @Field(() => String, {
    nullable: true,
    description:
      'Of XLSX: the name of the sheet to read; null for the first that is visible. ' +
      `1 to ${IMPORT_LIMITS.sheetNameCharacters} characters, no control characters.`,
  })
  sheet?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Confirms by itself once checked, whatever rows were rejected.',
  })
  autoConfirm?: boolean | null;

  @Field(() => String, {
    description:
      `The same key gives the same import back, to whoever chose it: 1 to ${IMPORT_LIMITS.keyCharacters} characters, ` +
      'e.g. a UUID. With it, a request whose answer was lost can be sent again.',
  })
  idempotencyKey!: string;
}

@ArgsType()
export class ImportIdArgs {
  @Field(() => ID, { description: 'The id of the import.' })
  id!: string;
}
