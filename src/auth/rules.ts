import type { AuditEntry } from '../audit/audit-entry.entity';
import type { Belt } from '../belts/belt.entity';
import type { RequestContext } from '../graphql/context';
import type { Pick as ShelfPick } from '../picks/pick.entity';
import type { SampleRequest } from '../samples/sample-request.entity';
import type { CreditEntry } from '../governance/credit-entry.entity';
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

/** Writes in a streamer's name: themselves, and the trusted. */
export const speaksFor: Rule<Streamer> = (context, streamer) =>
  isTrusted(context.principal) || isStreamer(context, streamer.handle);

/** Puts goods on a shelf, asks for samples: whose, is looked at where it is known. */
export const speaksForStreamers: Rule<unknown> = ({ principal }) =>
  isTrusted(principal) || principal.roles.has(Role.STREAMER);

/** Offers goods: which, is looked at where it is known. */
export const offersGoods: Rule<unknown> = ({ principal }) =>
  isTrusted(principal) || principal.roles.has(Role.OPERATOR) || principal.roles.has(Role.SUPPLIER);

/** Says what the rules are. */
export const administers: Rule<unknown> = ({ principal }) => principal.roles.has(Role.ADMIN);

/** What is on a streamer's shelf. */
export const seesPick: Rule<ShelfPick> = (context, { streamerRow }) =>
  isTrusted(context.principal) || (streamerRow !== undefined && isStreamer(context, streamerRow.handle));

/** Answers a request for samples: the supplier of the goods, its belt's operators, and the trusted. */
export const answersSampleRequest: Rule<SampleRequest> = (context, { beltNumber, supplierId }) =>
  isTrusted(context.principal) || operates(context, beltNumber) || supplies(context, supplierId);

/** Those, and the streamer who asks. */
export const seesSampleRequest: Rule<SampleRequest> = (context, request) =>
  answersSampleRequest(context, request) ||
  (request.streamerRow !== undefined && isStreamer(context, request.streamerRow.handle));

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

/** Who may open imports, confirm and cancel them. */
export const importsGoods: Rule<unknown> = ({ principal }) =>
  isTrusted(principal) || principal.roles.has(Role.OPERATOR);

/** Who may have imports to look at: those of some belts, or their own. */
export const followsImports: Rule<unknown> = (context, source) =>
  importsGoods(context, source) || context.principal.roles.has(Role.SUPPLIER);

/** What goes into a belt's catalogue: its operators, and the trusted. */
export const managesBelt: Rule<Belt> = (context, belt) =>
  isTrusted(context.principal) || operates(context, belt.number);

export const managesImport: Rule<SkuImport> = (context, { beltNumber }) =>
  isTrusted(context.principal) || operates(context, beltNumber);

/**
 * A supplier sees the imports that it has opened itself. Another's file holds the goods of many suppliers, and none of its
 * numbers and problems is one supplier's alone.
 */
export const seesImport: Rule<SkuImport> = (context, skuImport) =>
  managesImport(context, skuImport) ||
  (context.principal.roles.has(Role.SUPPLIER) && context.principal.subject === skuImport.createdBy);

/** What only those who run headwater decide. */
export const trusted: Rule<unknown> = ({ principal }) => isTrusted(principal);

/** Who may enter something into suppliers' ledgers at all. */
export const governs: Rule<unknown> = ({ principal }) =>
  isTrusted(principal) || principal.roles.has(Role.OPERATOR);

/** Who may have to do with appeals at all: as those who govern, or as a supplier. */
export const appeals: Rule<unknown> = (context, source) =>
  governs(context, source) || context.principal.roles.has(Role.SUPPLIER);

/** Of a supplier's ledger: the supplier itself, its belt's operators, and the trusted. */
export const managesEntry: Rule<Pick<CreditEntry, 'beltNumber' | 'supplierId'>> = (
  context,
  { beltNumber, supplierId },
) => isTrusted(context.principal) || operates(context, beltNumber) || supplies(context, supplierId);

export const isAdmin: Rule<unknown> = ({ principal }) => principal.roles.has(Role.ADMIN);

/** Who may read some of the audit log. Programs that write everything are no readers of it. */
export const audits: Rule<unknown> = (context, source) =>
  isAdmin(context, source) || context.principal.roles.has(Role.OPERATOR);

/** What became of what belongs to a belt. */
export const auditsBelt: Rule<{ beltNumber: number }> = (context, { beltNumber }) =>
  isAdmin(context, undefined) || operates(context, beltNumber);

export const auditsEntry: Rule<AuditEntry> = (context, { beltNumber }) =>
  isAdmin(context, undefined) || (beltNumber !== null && operates(context, beltNumber));
