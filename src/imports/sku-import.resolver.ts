import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { IMPORT_LIMITS } from '../config/limits';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { cancelOpenImport, confirmCheckedImport, createImport } from './sku-import-changes.service';
import type { SkuImport } from './sku-import.entity';
import { listImports } from './sku-import.service';
import {
  SkuImportConnection,
  SkuImportCreateInput,
  SkuImportCreatePayload,
  SkuImportIdArgs,
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
    return listImports(context, args);
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
    return createImport(context, input);
  }

  @Mutation(() => SkuImportPayload, {
    description:
      'Writes a CHECKED import’s valid rows to the catalogue, in the background, or those that are left of one that FAILED ' +
      `while it was written, within ${IMPORT_LIMITS.rowsKeptDays} days. Of two imports into a belt that have the same ` +
      'goods, the one confirmed later wins. User errors: INVALID, NOT_FOUND, WRONG_STATE.',
  })
  skuImportConfirm(
    @Ctx() context: RequestContext,
    @Args(() => SkuImportIdArgs) { id }: SkuImportIdArgs,
  ): Promise<SkuImportPayload> {
    return confirmCheckedImport(context, id);
  }

  @Mutation(() => SkuImportPayload, {
    description:
      'Gives up an import that is AWAITING_UPLOAD, CHECKING or CHECKED; nothing of it is written. User errors: INVALID, ' +
      'NOT_FOUND, WRONG_STATE.',
  })
  skuImportCancel(
    @Ctx() context: RequestContext,
    @Args(() => SkuImportIdArgs) { id }: SkuImportIdArgs,
  ): Promise<SkuImportPayload> {
    return cancelOpenImport(context, id);
  }
}
