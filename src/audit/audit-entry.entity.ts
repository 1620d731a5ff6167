import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Role } from '../auth/principal';
import { toNodeId } from '../graphql/node-id';
import { Node } from '../graphql/node.type';

export enum AuditOperation {
  CREATED = 'CREATED',
  CHANGED = 'CHANGED',
  REMOVED = 'REMOVED',
}
registerEnumType(AuditOperation, {
  name: 'AuditOperation',
  description: 'What was done to something.',
  valuesConfig: {
    CREATED: { description: 'It was not there before.' },
    CHANGED: { description: 'It was there, and is.' },
    REMOVED: { description: 'It is there no more.' },
  },
});

/** One write of one row: who, what, before, after. Triggers add entries; nothing ever changes one. */
@Entity()
@Index('audit_entry_subject_ix', ['subjectKey', 'number'])
@Index('audit_entry_belt_ix', ['beltNumber', 'number'])
@Index('audit_entry_at_ix', { synchronize: false })
@ObjectType({
  implements: Node,
  description: 'One write of one thing: who, what, before, after. For ADMIN, and for operators of its belt.',
  simpleResolvers: true,
})
export class AuditEntry implements Node {
  /** In the order in which entries were made; of transactions side by side, the later number may be seen first. */
  @PrimaryGeneratedColumn('identity', { name: 'id', type: 'bigint', generatedIdentity: 'ALWAYS' })
  number!: string;

  get id(): string {
    return toNodeId('AuditEntry', this.number);
  }

  @Column('timestamptz', { default: () => 'now()' })
  @Field(() => GraphQLDateTime, {
    description:
      'When the transaction began that wrote it: all that one request or one chunk of a file wrote shares it.',
  })
  at!: Date;

  @Column('text')
  @Field(() => String, {
    description:
      'Who: the subject of the token; "shell:" and a user for a command; "headwater" for what the program does by ' +
      'itself; "database:" and a role for what was written past the program.',
  })
  actor!: string;

  @Column('text', { array: true, default: [] })
  @Field(() => [Role], { description: 'What they were to headwater then; empty but for bearers of tokens.' })
  roles!: Role[];

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      'By what: the name of a mutation; "skuImport" or "supplierMetricsImport" for what a file brought and for the steps of ' +
      'its import; a command; ' +
      'null where it was written past the program.',
  })
  action!: string | null;

  /** What it was written for: of goods from a file, the import's UUID. */
  @Column('text', { nullable: true })
  reference!: string | null;

  @Column('enum', { enum: AuditOperation, enumName: 'audit_operation' })
  @Field(() => AuditOperation, { description: 'What was done.' })
  operation!: AuditOperation;

  @Column('text')
  @Field(() => String, { description: 'What it was done to: the name of its type, e.g. "Sku".' })
  subjectType!: string;

  /** Its UUID, or whatever else it is known by. */
  @Column('text', { name: 'subject_id' })
  subjectKey!: string;

  @Column('smallint', { nullable: true })
  beltNumber!: number | null;

  /** Columns by name: what a change replaced, or what was removed, but for what had its default. */
  @Column('json', { nullable: true })
  before!: Record<string, unknown> | null;

  /** Columns by name: what a change made of them, or what was created, but for what has its default. */
  @Column('json', { nullable: true })
  after!: Record<string, unknown> | null;
}
