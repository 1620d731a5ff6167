import { Args, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { type Connection, ConnectionArgs } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { isUuid, toNodeId } from '../graphql/node-id';
import { findNode } from '../graphql/node.service';
import { Node } from '../graphql/node.type';
import { Sku } from '../skus/sku.entity';
import { Streamer } from '../streamers/streamer.entity';
import { Supplier } from '../suppliers/supplier.entity';
import { AuditEntry } from './audit-entry.entity';
import { historyOf } from './audit.service';
import { AuditChange, AuditEntryConnection } from './audit.types';
import { shownChanges } from './shown-changes';
import { subjectNodeOf } from './subject';

/** Actions that write what an import is about, and the type of these. */
const OF_IMPORTS = [
  { action: /^(skuImport|skuBulkUpsert)/, type: 'SkuImport' },
  { action: /^supplierMetricsImport/, type: 'SupplierMetricsImport' },
] as const;

@Resolver(() => AuditEntry)
export class AuditEntryFields {
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'What it was written for: the global id of an import, or what the action says; null where nothing.',
  })
  reference(@Root() { action, reference }: AuditEntry): string | null {
    const ofImport = OF_IMPORTS.find((known) => known.action.test(action ?? ''));
    return reference !== null && ofImport && isUuid(reference)
      ? toNodeId(ofImport.type, reference)
      : reference;
  }

  @FieldResolver(() => ID, {
    description:
      'What it was done to: its global id where it has one, be it gone or not; else what it is known by.',
  })
  subjectId(@Ctx() { app }: RequestContext, @Root() entry: AuditEntry): string {
    const node = subjectNodeOf(entry, app.reference);
    return node?.type === entry.subjectType ? toNodeId(node.type, node.uuid) : entry.subjectKey;
  }

  @FieldResolver(() => Node, {
    nullable: true,
    description:
      'What it was done to, as it is now, or what that is a part of: a fan profile’s streamer, a deposit’s supplier, what ' +
      'was said of a category. Null where it is gone, or you may not see it.',
  })
  subject(@Ctx() context: RequestContext, @Root() entry: AuditEntry): Promise<Node | null> | null {
    const node = subjectNodeOf(entry, context.app.reference);
    return node ? findNode(context, node) : null;
  }

  @FieldResolver(() => Belt, {
    nullable: true,
    description: 'The belt that it belongs to; null where to none.',
  })
  belt(@Ctx() { app }: RequestContext, @Root() { beltNumber }: AuditEntry): Belt | undefined {
    return app.reference.belts.get(beltNumber ?? 0);
  }

  @FieldResolver(() => [AuditChange], {
    description:
      'The fields that were written, by name. What is worked out from others is left out, as is what is secret.',
  })
  changes(@Ctx() { app }: RequestContext, @Root() entry: AuditEntry): AuditChange[] {
    return shownChanges(entry, app.reference);
  }
}

const HISTORY = {
  nullable: true,
  description:
    'Who wrote it, newest first. For ADMIN, and for operators of its belt. Errors: INVALID_PAGE, INVALID_CURSOR.',
};

@Resolver(() => Sku)
export class SkuHistoryFields {
  @FieldResolver(() => AuditEntryConnection, HISTORY)
  history(
    @Ctx() context: RequestContext,
    @Root() { uuid }: Sku,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
  ): Promise<Connection<AuditEntry>> {
    return historyOf(context, ['Sku'], uuid, args);
  }
}

@Resolver(() => Supplier)
export class SupplierHistoryFields {
  @FieldResolver(() => AuditEntryConnection, HISTORY)
  history(
    @Ctx() context: RequestContext,
    @Root() { uuid }: Supplier,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
  ): Promise<Connection<AuditEntry>> {
    return historyOf(context, ['Supplier'], uuid, args);
  }
}

@Resolver(() => Streamer)
export class StreamerHistoryFields {
  @FieldResolver(() => AuditEntryConnection, {
    nullable: true,
    description:
      'Who wrote the streamer, what they declare to sell, and their fan profile, newest first. For ADMIN. Errors: INVALID_PAGE, INVALID_CURSOR.',
  })
  history(
    @Ctx() context: RequestContext,
    @Root() { uuid }: Streamer,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
  ): Promise<Connection<AuditEntry>> {
    return historyOf(context, ['Streamer', 'StreamerNiche', 'FanProfile'], uuid, args);
  }
}
