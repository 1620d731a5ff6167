import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../graphql/context';
import { importProgress } from '../../imports/file-import.service';
import { ImportKind } from '../../imports/import-kind';
import { SupplierMetricsImport } from './supplier-metrics-import.entity';

@Resolver()
export class SupplierMetricsImportSubscription {
  @Subscription(() => SupplierMetricsImport, {
    subscribe: ({ context, args }: { context: RequestContext; args: { id: string } }) =>
      importProgress(context, ImportKind.SUPPLIER_METRICS, args.id),
    description:
      'An import as it is, and again each time that something asked for has changed, until it is DONE, FAILED or ' +
      'CANCELLED. Errors: INVALID_ID; NOT_FOUND, also where you may not see it.',
  })
  supplierMetricsImportProgress(
    @Root() fileImport: SupplierMetricsImport,
    @Arg('id', () => ID, { description: 'The id of the import.' }) _id: string,
  ): SupplierMetricsImport {
    return fileImport;
  }
}
