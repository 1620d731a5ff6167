import type { AuditEntry } from '../audit/audit-entry.entity';
import { STREAMERS_OWN } from '../audit/subject';
import type { Belt } from '../belts/belt.entity';
import type { RequestContext } from '../graphql/context';
import type { Pick as ShelfPick } from '../picks/pick.entity';
import type { SampleRequest } from '../samples/sample-request.entity';
import type { FileImport } from '../imports/file-import.entity';
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

/** What belongs to a supplier: goods, requests for samples of them, entries of its ledger, appeals. */
type Supplied = { beltNumber: number; supplierId: string };

/** The supplier itself, its belt's operators, and the trusted. */
export const manages: Rule<Supplied> = (context, { beltNumber, supplierId }) =>
  isTrusted(context.principal) || operates(context, beltNumber) || supplies(context, supplierId);

export const managesSupplier: Rule<Supplier> = (context, { beltNumber, uuid }) =>
  manages(context, { beltNumber, supplierId: uuid });

/** Who may manage anything at all: what, is looked at where it is known. */
export const managesAny: Rule<unknown> = (context, source) =>
  managesAnyBelt(context, source) || context.principal.roles.has(Role.SUPPLIER);

/** What goes into a belt's catalogue, and what is said of its suppliers: its operators, and the trusted. */
export const managesBelt: Rule<Belt> = (context, belt) =>
  isTrusted(context.principal) || operates(context, belt.number);

/** Who may manage any belt at all: which, is looked at where it is known. */
export const managesAnyBelt: Rule<unknown> = ({ principal }) =>
  isTrusted(principal) || principal.roles.has(Role.OPERATOR);

/** Supply price, commission and stock: what a streamer bargains with, and the goods' own people know. */
export const seesTerms: Rule<Sku> = (context, sku) =>
  context.principal.roles.has(Role.STREAMER) || manages(context, sku);

/** In the catalogue, or one's own. */
export const seesSku: Rule<Sku> = (context, sku) =>
  (sku.status === SkuStatus.LISTED && sku.supplierStatus !== SupplierStatus.FROZEN) || manages(context, sku);

export const seesSupplier: Rule<Supplier> = (context, supplier) =>
  supplier.status !== SupplierStatus.FROZEN || managesSupplier(context, supplier);

/** Everyone's cards. */
export const seesCards: Rule<unknown> = ({ principal }) =>
  isTrusted(principal) || principal.roles.has(Role.OPERATOR);

/** Name, followers and niche. */
export const seesCard: Rule<Streamer> = (context, streamer) =>
  seesCards(context, streamer) || isStreamer(context, streamer.handle);

/**
 * What a competitor would ask for first: a streamer's fans and what is matched to them, their shelf, their requests. For
 * themselves, and the trusted, who read it and write in their name; not for operators.
 */
export const speaksFor: Rule<Streamer> = (context, streamer) =>
  isTrusted(context.principal) || isStreamer(context, streamer.handle);

/** Who may speak for any streamer at all: for whom, is looked at where it is known. */
export const speaksForAny: Rule<unknown> = ({ principal }) =>
  isTrusted(principal) || principal.roles.has(Role.STREAMER);

/** What is on a streamer's shelf. */
export const seesPick: Rule<ShelfPick> = (context, { streamerRow }) =>
  isTrusted(context.principal) || (streamerRow !== undefined && isStreamer(context, streamerRow.handle));

/** The people of the goods, who answer, and the streamer who asks. */
export const seesSampleRequest: Rule<SampleRequest> = (context, request) =>
  manages(context, request) ||
  (request.streamerRow !== undefined && isStreamer(context, request.streamerRow.handle));

export const managesImport: Rule<FileImport> = (context, { beltNumber }) =>
  isTrusted(context.principal) || operates(context, beltNumber);

/**
 * A supplier sees the imports that it has opened itself. Another's file holds the goods of many suppliers, and none of its
 * numbers and problems is one supplier's alone.
 */
export const seesImport: Rule<FileImport> = (context, skuImport) =>
  managesImport(context, skuImport) ||
  (context.principal.roles.has(Role.SUPPLIER) && context.principal.subject === skuImport.createdBy);

/** What only those who run headwater decide, and their programs. */
export const trusted: Rule<unknown> = ({ principal }) => isTrusted(principal);

/** What takes a person: saying what the rules are, and reading all that was written. A program that writes it does not. */
export const administers: Rule<unknown> = ({ principal }) => principal.roles.has(Role.ADMIN);

/** Who may read some of the audit log. */
export const audits: Rule<unknown> = (context, source) =>
  administers(context, source) || context.principal.roles.has(Role.OPERATOR);

/** What became of what belongs to a belt. */
export const auditsBelt: Rule<{ beltNumber: number }> = (context, { beltNumber }) =>
  administers(context, undefined) || operates(context, beltNumber);

/** What belongs to no belt is for ADMIN; so is a streamer's shelf, though the goods on it are of a belt. */
export const auditsEntry: Rule<AuditEntry> = (context, { beltNumber, subjectType }) =>
  administers(context, undefined) ||
  (beltNumber !== null && subjectType !== STREAMERS_OWN && operates(context, beltNumber));
