import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Connection } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import type { AuditEntry } from './audit-entry.entity';
import { listEntries } from './audit.service';
import { AuditEntriesArgs, AuditEntryConnection } from './audit.types';

@Resolver()
export class AuditResolver {
  @Query(() => AuditEntryConnection, {
    nullable: true,
    description:
      'The audit log, newest first: who wrote what. All of it for ADMIN, an operator’s own belts’; error FORBIDDEN for ' +
      'others. Errors: INVALID_PAGE, INVALID_CURSOR, INVALID_INPUT, INVALID_ID, NOT_FOUND.',
  })
  auditEntries(
    @Ctx() context: RequestContext,
    @Args(() => AuditEntriesArgs) args: AuditEntriesArgs,
  ): Promise<Connection<AuditEntry>> {
    return listEntries(context, args);
  }
}
