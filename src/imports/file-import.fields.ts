import { Args, Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { type Connection, ForwardArgs } from '../graphql/connection';
import { IMPORT_LIMITS } from '../config/limits';
import type { RequestContext } from '../graphql/context';
import { FileImport } from './file-import.entity';
import { rejectedFileUrl, rejectedRowsUntil } from './file-import.service';
import { listProblems, shownProblem } from './import-problem.service';
import { ImportProblem, ImportProblemConnection } from './import-problem.types';

@Resolver(() => FileImport)
export class FileImportFields {
  @FieldResolver(() => Belt, { description: 'The belt that its goods or suppliers belong to.' })
  belt(@Ctx() { app }: RequestContext, @Root() fileImport: FileImport): Belt | undefined {
    return app.reference.belts.get(fileImport.beltNumber);
  }

  @FieldResolver(() => Float, {
    description:
      '0..1 of the step in progress: of the bytes read while CHECKING, of the rows written while WRITING. 1 once DONE.',
  })
  progress(@Root() { progress }: FileImport): number {
    return progress / 1_000_000;
  }

  @FieldResolver(() => ImportProblemConnection, {
    nullable: true,
    description:
      'What is wrong with rows, and notes on rows that land, by row. Of an import that ended more than ' +
      `${IMPORT_LIMITS.rowsKeptDays} days ago those of the first ${IMPORT_LIMITS.keptProblemRows} such rows. Errors: ` +
      'INVALID_PAGE, INVALID_CURSOR.',
  })
  problems(
    @Ctx() context: RequestContext,
    @Root() fileImport: FileImport,
    @Args(() => ForwardArgs) args: ForwardArgs,
  ): Promise<Connection<ImportProblem>> {
    return listProblems(context, fileImport, args);
  }

  @FieldResolver(() => ImportProblem, {
    nullable: true,
    description: 'Why it FAILED, or was CANCELLED for its age; null where neither is so.',
  })
  failure(@Ctx() { language }: RequestContext, @Root() { failure }: FileImport): ImportProblem | null {
    return failure && shownProblem(0, failure, language);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'A CSV of the rejected rows with a column that says why, to be had with GET. It needs no token, so whoever has it ' +
      'may read the file; ask again after some hours. Null where no row was rejected, until CHECKED, and after ' +
      'rejectedRowsUntil.',
  })
  rejectedFileUrl(@Ctx() context: RequestContext, @Root() fileImport: FileImport): Promise<string | null> {
    return rejectedFileUrl(context, fileImport);
  }

  @FieldResolver(() => Date, {
    nullable: true,
    description:
      `Until when rejectedFileUrl is there: ${IMPORT_LIMITS.rowsKeptDays} days from the end of the import. Null where no ` +
      'row was rejected, and while the import goes on.',
  })
  rejectedRowsUntil(@Root() fileImport: FileImport): Date | null {
    return rejectedRowsUntil(fileImport);
  }
}
