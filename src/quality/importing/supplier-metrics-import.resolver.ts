import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Belt } from '../../belts/belt.entity';
import type { Connection } from '../../graphql/connection';
import type { RequestContext } from '../../graphql/context';
import {
  cancelOpenImport,
  confirmCheckedImport,
  createImport,
} from '../../imports/file-import-changes.service';
import { listImports } from '../../imports/file-import.service';
import { ImportIdArgs } from '../../imports/file-import.types';
import { ImportKind } from '../../imports/import-kind';
import type { SupplierMetricsImport } from './supplier-metrics-import.entity';
import {
  SupplierMetricsImportConnection,
  SupplierMetricsImportCreateInput,
  SupplierMetricsImportCreatePayload,
  SupplierMetricsImportPayload,
  SupplierMetricsImportsArgs,
} from './supplier-metrics-import.types';

const KIND = ImportKind.SUPPLIER_METRICS;

@Resolver()
export class SupplierMetricsImportResolver {
  @Query(() => SupplierMetricsImportConnection, {
    nullable: true,
    description:
      'Imports of how suppliers did, newest first: those into an operator’s own belts, those that a supplier opened itself, ' +
      'or all. Error FORBIDDEN for others.',
  })
  supplierMetricsImports(
    @Ctx() context: RequestContext,
    @Args(() => SupplierMetricsImportsArgs) args: SupplierMetricsImportsArgs,
  ): Promise<Connection<SupplierMetricsImport>> {
    return listImports(context, KIND, args);
  }

  @Mutation(() => SupplierMetricsImportCreatePayload, {
    description:
      'Opens an import of how suppliers did, day by day; the file’s bytes then go to uploadUrl with PUT. User errors: ' +
      'INVALID, NOT_FOUND for the belt, IDEMPOTENCY_CONFLICT. Error FORBIDDEN for a belt that is not one’s own.',
  })
  supplierMetricsImportCreate(
    @Ctx() context: RequestContext,
    @Arg('input', () => SupplierMetricsImportCreateInput, { description: 'The file that is to come.' })
    input: SupplierMetricsImportCreateInput,
  ): Promise<SupplierMetricsImportCreatePayload> {
    return createImport(context, KIND, input, { source: input.source ?? null });
  }

  @Mutation(() => SupplierMetricsImportPayload, {
    description:
      'Records a CHECKED import’s valid rows, in the background, as supplierMetricsRecord does. Of two imports into a ' +
      'belt that have the same days, the one confirmed later wins. User errors: INVALID, NOT_FOUND, WRONG_STATE.',
  })
  supplierMetricsImportConfirm(
    @Ctx() context: RequestContext,
    @Args(() => ImportIdArgs) { id }: ImportIdArgs,
  ): Promise<SupplierMetricsImportPayload> {
    return confirmCheckedImport(context, KIND, id);
  }

  @Mutation(() => SupplierMetricsImportPayload, {
    description:
      'Gives up an import that is AWAITING_UPLOAD, CHECKING or CHECKED; nothing of it is recorded. User errors: INVALID, ' +
      'NOT_FOUND, WRONG_STATE.',
  })
  supplierMetricsImportCancel(
    @Ctx() context: RequestContext,
    @Args(() => ImportIdArgs) { id }: ImportIdArgs,
  ): Promise<SupplierMetricsImportPayload> {
    return cancelOpenImport(context, KIND, id);
  }
}

@Resolver(() => Belt)
export class BeltMetricsImportFields {
  @FieldResolver(() => SupplierMetricsImportConnection, {
    nullable: true,
    description:
      'The imports of how its suppliers did, newest first. Errors: FORBIDDEN for all but its operators.',
  })
  supplierMetricsImports(
    @Ctx() context: RequestContext,
    @Root() belt: Belt,
    @Args(() => SupplierMetricsImportsArgs) args: SupplierMetricsImportsArgs,
  ): Promise<Connection<SupplierMetricsImport>> {
    return listImports(context, KIND, args, belt);
  }
}
