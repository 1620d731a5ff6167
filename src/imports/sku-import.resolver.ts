import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { IMPORT_LIMITS } from '../config/limits';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { cancelOpenImport, confirmCheckedImport, createImport } from './file-import-changes.service';
import type { SkuImport } from './sku-import.entity';
import { listImports } from './file-import.service';
import { ImportIdArgs } from './file-import.types';
import { ImportKind } from './import-kind';
import {
  SkuImportConnection,
  SkuImportCreateInput,
  SkuImportCreatePayload,
  SkuImportPayload,
  SkuImportsArgs,
} from './sku-import.types';

@Resolver()
export class SkuImportResolver {
  @Query(() => SkuImportConnection, {
    nullable: true,
    description:
      'Imports of SKUs, newest first: those into an operator’s own belts, those that a supplier opened itself, or all. ' +
      'Error FORBIDDEN for others.',
  })
  skuImports(
    @Ctx() context: RequestContext,
    @Args(() => SkuImportsArgs) args: SkuImportsArgs,
  ): Promise<Connection<SkuImport>> {
    return listImports(context, ImportKind.SKUS, args);
  }

  @Mutation(() => SkuImportCreatePayload, {
    description:
      'Opens an import; the file’s bytes then go to uploadUrl with PUT. User errors: INVALID, NOT_FOUND for the belt, ' +
      `IDEMPOTENCY_CONFLICT; TOO_LARGE where ${IMPORT_LIMITS.openPerBelt} imports of the belt are open. ` +
      'Error FORBIDDEN for a belt that is not one’s own.',
  })
  skuImportCreate(
    @Ctx() context: RequestContext,
    @Arg('input', () => SkuImportCreateInput, { description: 'The file that is to come.' })
    input: SkuImportCreateInput,
  ): Promise<SkuImportCreatePayload> {
    return createImport(context, ImportKind.SKUS, input, {
      assumedStock: IMPORT_LIMITS.assumedStock,
      createSuppliers: input.createSuppliers ?? false,
    });
  }

  @Mutation(() => SkuImportPayload, {
    description:
      'Writes a CHECKED import’s valid rows to the catalogue, in the background, or those that are left of one that FAILED ' +
      `while it was written, within ${IMPORT_LIMITS.rowsKeptDays} days. Of two imports into a belt that have the same ` +
      'goods, the one confirmed later wins. User errors: INVALID, NOT_FOUND, WRONG_STATE.',
  })
  skuImportConfirm(
    @Ctx() context: RequestContext,
    @Args(() => ImportIdArgs) { id }: ImportIdArgs,
  ): Promise<SkuImportPayload> {
    return confirmCheckedImport(context, ImportKind.SKUS, id);
  }

  @Mutation(() => SkuImportPayload, {
    description:
      'Gives up an import that is AWAITING_UPLOAD, CHECKING or CHECKED; nothing of it is written. User errors: INVALID, ' +
      'NOT_FOUND, WRONG_STATE.',
  })
  skuImportCancel(
    @Ctx() context: RequestContext,
    @Args(() => ImportIdArgs) { id }: ImportIdArgs,
  ): Promise<SkuImportPayload> {
    return cancelOpenImport(context, ImportKind.SKUS, id);
  }
}
