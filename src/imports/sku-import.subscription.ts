import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../graphql/context';
import { importProgress } from './file-import.service';
import { ImportKind } from './import-kind';
import { SkuImport } from './sku-import.entity';

@Resolver()
export class SkuImportSubscription {
  @Subscription(() => SkuImport, {
    subscribe: ({ context, args }: { context: RequestContext; args: { id: string } }) =>
      importProgress(context, ImportKind.SKUS, args.id),
    description:
      'An import as it is, and again each time that something asked for has changed, until it is DONE, FAILED or ' +
      'CANCELLED. Errors: INVALID_ID; NOT_FOUND, also where you may not see it.',
  })
  skuImportProgress(
    @Root() skuImport: SkuImport,
    @Arg('id', () => ID, { description: 'The id of the import.' }) _id: string,
  ): SkuImport {
    return skuImport;
  }
}
