import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { assumptionText } from './assumptions';
import { listImports } from './file-import.service';
import { ImportKind } from './import-kind';
import { SkuImport } from './sku-import.entity';
import { ImportAssumption, SkuImportConnection, SkuImportsArgs } from './sku-import.types';
import { ImportWarning, warningText } from './warnings';

@Resolver(() => SkuImport)
export class SkuImportFields {
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
    return listImports(context, ImportKind.SKUS, args, belt);
  }
}
