import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

export enum AuditOperation {
  CREATED = 'CREATED',
  CHANGED = 'CHANGED',
  REMOVED = 'REMOVED',
}

/** One write of one row: who, what, before, after. Triggers add entries; nothing ever changes or removes one. */
@Entity()
@Index('audit_entry_subject_ix', ['subjectType', 'subjectId', 'number'])
@Index('audit_entry_belt_ix', ['beltNumber', 'number'])
export class AuditEntry {
  /** In the order in which entries were made; of transactions side by side, the later number may be seen first. */
  @PrimaryGeneratedColumn('identity', { name: 'id', type: 'bigint', generatedIdentity: 'ALWAYS' })
  number!: string;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  /** Who, as the token says; "database:" and the role where no program of ours wrote it. */
  @Column('text')
  actor!: string;

  @Column('text', { array: true, default: [] })
  roles!: string[];

  /** The mutation or command by which it was written; null where it was written past the program. */
  @Column('text', { nullable: true })
  action!: string | null;

  /** What it was written for: of goods from a file, the import's UUID. */
  @Column('text', { nullable: true })
  reference!: string | null;

  @Column('enum', { enum: AuditOperation, enumName: 'audit_operation' })
  operation!: AuditOperation;

  /** The name of the type in the schema. */
  @Column('text')
  subjectType!: string;

  /** Its UUID, or whatever else it is known by. */
  @Column('text')
  subjectId!: string;

  @Column('smallint', { nullable: true })
  beltNumber!: number | null;

  /** Columns by name: all of what was removed, or what a change replaced. */
  @Column('jsonb', { nullable: true })
  before!: Record<string, unknown> | null;

  /** Columns by name: all of what was created, or what a change made of them. */
  @Column('jsonb', { nullable: true })
  after!: Record<string, unknown> | null;
}
