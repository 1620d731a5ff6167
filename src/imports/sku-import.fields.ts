import { Args, Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { type Connection, ForwardArgs } from '../graphql/connection';
import { IMPORT_LIMITS } from '../config/limits';
import type { RequestContext } from '../graphql/context';
import { assumptionText } from './assumptions';
import { listProblems, shownProblem } from './import-problem.service';
import { ImportProblem, ImportProblemConnection } from './import-problem.types';
import { SkuImport } from './sku-import.entity';
import { listImports, rejectedFileUrl, rejectedRowsUntil } from './sku-import.service';
import { ImportAssumption, SkuImportConnection, SkuImportsArgs } from './sku-import.types';
import { ImportWarning, warningText } from './warnings';

@Resolver(() => SkuImport)
export class SkuImportFields {
  @FieldResolver(() => Belt, { description: 'The belt that the goods belong to.' })
  belt(@Ctx() { app }: RequestContext, @Root() skuImport: SkuImport): Belt | undefined {
    return app.reference.belts.get(skuImport.beltNumber);
  }

  @FieldResolver(() => Float, {
    description:
      '0..1 of the step in progress: of the bytes read while CHECKING, of the rows written while WRITING. 1 once DONE.',
  })
  progress(@Root() { progress }: SkuImport): number {
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
    @Root() skuImport: SkuImport,
    @Args(() => ForwardArgs) args: ForwardArgs,
  ): Promise<Connection<ImportProblem>> {
    return listProblems(context, skuImport, args);
  }

  @FieldResolver(() => ImportProblem, {
    nullable: true,
    description: 'Why it FAILED, or was CANCELLED for its age; null where neither is so.',
  })
  failure(@Ctx() { language }: RequestContext, @Root() { failure }: SkuImport): ImportProblem | null {
    return failure && shownProblem(0, failure, language);
  }

  @FieldResolver(() => [ImportAssumption], {
    description: 'What was taken for granted where the file says nothing; complete once CHECKED.',
  })
  assumptions(
    @Ctx() { language }: RequestContext,
    @Root() { assumptions, assumedStock }: SkuImport,
  ): ImportAssumption[] {
    return assumptions.map(({ code, rows }) => ({
      code,
      rows,
      message: assumptionText(code, assumedStock, language),
    }));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'A CSV of the rejected rows with a column that says why, to be had with GET. It needs no token, so whoever has it ' +
      'may read the file; ask again after some hours. Null where no row was rejected, until CHECKED, and after ' +
      'rejectedRowsUntil.',
  })
  rejectedFileUrl(@Ctx() context: RequestContext, @Root() skuImport: SkuImport): Promise<string | null> {
    return rejectedFileUrl(context, skuImport);
  }

  @FieldResolver(() => Date, {
    nullable: true,
    description:
      `Until when rejectedFileUrl is there: ${IMPORT_LIMITS.rowsKeptDays} days from the end of the import. Null where no ` +
      'row was rejected, and while the import goes on.',
  })
  rejectedRowsUntil(@Root() skuImport: SkuImport): Date | null {
    return rejectedRowsUntil(skuImport);
  }
}

@Resolver(() => ImportWarning)
export class ImportWarningFields {
  @FieldResolver(() => String, {
    description: 'The whole of it, for people, in the language of the request.',
  })
  message(@Ctx() { language }: RequestContext, @Root() warning: ImportWarning): string {
    return warningText(warning, language);
  }
}

@Resolver(() => Belt)
export class BeltImportFields {
  @FieldResolver(() => SkuImportConnection, {
    nullable: true,
    description: 'The imports into it, newest first. Errors: FORBIDDEN for all but its operators.',
  })
  skuImports(
    @Ctx() context: RequestContext,
    @Root() belt: Belt,
    @Args(() => SkuImportsArgs) args: SkuImportsArgs,
  ): Promise<Connection<SkuImport>> {
    return listImports(context, args, belt);
  }
}
