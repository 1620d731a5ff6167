import { auditedTransaction } from '../../audit/audited-transaction';
import { authorOf } from '../../audit/author';
import { denied } from '../../auth/guard';
import { managesBelt, seesSupplier } from '../../auth/rules';
import { changesOf, updateAtVersion } from '../../database/versioned-update';
import { settleLabels } from '../../governance/label/settle-labels';
import { notThere } from '../../graphql/argument-ids';
import { conflict, type Update, uuidOfInput } from '../../graphql/conflict';
import type { RequestContext } from '../../graphql/context';
import { failure, success } from '../../graphql/user-errors';
import { Supplier } from '../supplier.entity';
import { checkSupplierUpdate } from './check-supplier';
import type { SupplierUpdateInput } from './supplier-update.types';

const FIELD = ['input', 'supplier'];

/**
 * Changes what is named of a supplier, if it still has the version that was seen.
 * @throws FORBIDDEN for a supplier of a belt that is not one's own
 */
export async function updateSupplier(
  context: RequestContext,
  input: SupplierUpdateInput,
): Promise<Update<{ supplier: Supplier }>> {
  const { app, loaders } = context;
  const id = uuidOfInput(context, input.supplier, 'Supplier', FIELD);
  if ('error' in id) return failure(id.error);
  const { uuid } = id;
  const supplier = await loaders.supplier.load(uuid);
  if (!supplier || !seesSupplier(context, supplier)) return failure(notThere(context, 'Supplier', FIELD));
  const belt = app.reference.belts.get(supplier.beltNumber)!;
  if (!managesBelt(context, belt)) throw denied(context, 'Mutation.supplierUpdate');
  if (supplier.version !== input.expectedVersion) return conflict(context, { supplier }, supplier.version);

  const { errors, wanted } = checkSupplierUpdate(context, input);
  const [first, ...others] = errors;
  if (first) return failure(first, ...others);
  const changes = changesOf<Supplier>(supplier, wanted);
  const isDone =
    Object.keys(changes).length === 0 ||
    (await auditedTransaction(app.dataSource, authorOf(context, 'supplierUpdate'), async (runner) => {
      const isUpdated = await updateAtVersion(runner, Supplier, supplier, changes);
      if (isUpdated && 'enterpriseQualified' in changes) await settleLabels(runner, [uuid]);
      return isUpdated;
    }));
  if ('enterpriseQualified' in changes) await app.matching.sync.refresh();
  const now = await loaders.supplier.clear(uuid).load(uuid);
  if (!now) return failure(notThere(context, 'Supplier', FIELD));
  return isDone ? success({ supplier: now }) : conflict(context, { supplier: now }, now.version);
}
