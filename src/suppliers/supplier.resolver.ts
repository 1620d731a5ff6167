import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import type { Supplier } from './supplier.entity';
import { listSuppliers } from './supplier.service';
import { SupplierConnection, SuppliersArgs } from './supplier.types';

@Resolver()
export class SupplierResolver {
  @Query(() => SupplierConnection, {
    nullable: true,
    description: 'Suppliers of all belts that are not frozen.',
  })
  suppliers(
    @Ctx() context: RequestContext,
    @Args(() => SuppliersArgs) args: SuppliersArgs,
  ): Promise<Connection<Supplier>> {
    return listSuppliers(context, args);
  }
}
