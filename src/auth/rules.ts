import type { AuditEntry } from '../audit/audit-entry.entity';
import type { Belt } from '../belts/belt.entity';
import type { RequestContext } from '../graphql/context';
import type { SkuImport } from '../imports/sku-import.entity';
import type { Sku } from '../skus/sku.entity';
import { SkuStatus } from '../skus/sku.enums';
import type { Streamer } from '../streamers/streamer.entity';
import { type Supplier, SupplierStatus } from '../suppliers/supplier.entity';
import { isTrusted, Role } from './principal';

/** Whether the one who asks may see this. Rules read the principal and the object; they never ask the database. */
export type Rule<T = never> = (context: RequestContext, source: T) => boolean;

export const everyone: Rule<unknown> = () => true;

/**
 * For the fields of a type that guarded fields alone lead to: whoever was let through to the object may see it. It costs
 * nothing, which matters where a page has a thousand such fields; the guard checks that no open field leads there.
 */
export const reached: Rule<unknown> = () => true;

export const signedIn: Rule<unknown> = ({ principal }) => principal.roles.size > 0;

const operates = ({ app, principal }: RequestContext, beltNumber: number): boolean =>
  principal.roles.has(Role.OPERATOR) && principal.belts.has(app.reference.belts.get(beltNumber)?.slug ?? '');

const supplies = ({ principal }: RequestContext, supplierId: string): boolean =>
  principal.roles.has(Role.SUPPLIER) && principal.supplier === supplierId;

const isStreamer = ({ principal }: RequestContext, handle: string): boolean =>
  principal.roles.has(Role.STREAMER) && principal.streamer === handle;

/** The SKU's supplier, its belt's operators, and the trusted. */
export const manages: Rule<Sku> = (context, sku) =>
  isTrusted(context.principal) || operates(context, sku.beltNumber) || supplies(context, sku.supplierId);

/** Supply price, commission and stock: what a streamer bargains with, and the goods' own people know. */
export const seesTerms: Rule<Sku> = (context, sku) =>
  context.principal.roles.has(Role.STREAMER) || manages(context, sku);

/** Everyone's cards. */
export const seesCards: Rule<unknown> = ({ principal }) =>
  isTrusted(principal) || principal.roles.has(Role.OPERATOR);

/** Name, followers and niche. */
export const seesCard: Rule<Streamer> = (context, streamer) =>
  seesCards(context, streamer) || isStreamer(context, streamer.handle);

/** What a streamer's fans are and buy, and what is matched to them. */
export const seesFans: Rule<Streamer> = (context, streamer) =>
  isTrusted(context.principal) || isStreamer(context, streamer.handle);

/** Who may have fans to tell of at all. */
export const hasFans: Rule<unknown> = ({ principal }) =>
  isTrusted(principal) || principal.roles.has(Role.STREAMER);

/** In the catalogue, or one's own. */
export const seesSku: Rule<Sku> = (context, sku) =>
  (sku.status === SkuStatus.LISTED && sku.supplierStatus !== SupplierStatus.FROZEN) || manages(context, sku);

/** The supplier itself, its belt's operators, and the trusted. */
export const managesSupplier: Rule<Supplier> = (context, supplier) =>
  isTrusted(context.principal) || operates(context, supplier.beltNumber) || supplies(context, supplier.uuid);

export const seesSupplier: Rule<Supplier> = (context, supplier) =>
  supplier.status !== SupplierStatus.FROZEN || managesSupplier(context, supplier);

/** Who may open imports at all, and see those of some belts. */
export const importsGoods: Rule<unknown> = ({ principal }) =>
  isTrusted(principal) || principal.roles.has(Role.OPERATOR);

/** What goes into a belt's catalogue: its operators, and the trusted. */
export const managesBelt: Rule<Belt> = (context, belt) =>
  isTrusted(context.principal) || operates(context, belt.number);

export const managesImport: Rule<SkuImport> = (context, { beltNumber }) =>
  isTrusted(context.principal) || operates(context, beltNumber);

export const isAdmin: Rule<unknown> = ({ principal }) => principal.roles.has(Role.ADMIN);

/** Who may read some of the audit log. Programs that write everything are no readers of it. */
export const audits: Rule<unknown> = (context, source) =>
  isAdmin(context, source) || context.principal.roles.has(Role.OPERATOR);

/** What became of what belongs to a belt. */
export const auditsBelt: Rule<{ beltNumber: number }> = (context, { beltNumber }) =>
  isAdmin(context, undefined) || operates(context, beltNumber);

export const auditsEntry: Rule<AuditEntry> = (context, { beltNumber }) =>
  isAdmin(context, undefined) || (beltNumber !== null && operates(context, beltNumber));
