import { registerEnumType } from 'type-graphql';

export enum Role {
  ADMIN = 'ADMIN',
  OPERATOR = 'OPERATOR',
  STREAMER = 'STREAMER',
  SUPPLIER = 'SUPPLIER',
  SERVICE = 'SERVICE',
}
registerEnumType(Role, {
  name: 'Role',
  description: 'What someone is to headwater; one may have several.',
  valuesConfig: {
    ADMIN: { description: 'Runs headwater: may do everything.' },
    OPERATOR: {
      description: 'Works at the bases of the belts named in the token: their catalogue and imports.',
    },
    STREAMER: { description: 'Is the streamer named in the token: browses, and has matches of their own.' },
    SUPPLIER: {
      description:
        'Is the supplier named in the token: its own goods’ terms, place in the alliance, samples, ledger and appeals.',
    },
    SERVICE: {
      description:
        'A trusted program: reads and writes everything but the rules of the alliance and the audit log.',
    },
  },
});

/** Who does what a command does; no token is taken that says so. */
export const SHELL = 'shell';

/** Who asks, as the token says. Without a token: no roles at all. */
export type Principal = {
  subject: string | null;
  roles: ReadonlySet<Role>;
  /** The streamer's handle. */
  streamer: string | null;
  /** Belt slugs. */
  belts: ReadonlySet<string>;
  /** The supplier's UUID. */
  supplier: string | null;
};

export const ANONYMOUS: Principal = {
  subject: null,
  roles: new Set(),
  streamer: null,
  belts: new Set(),
  supplier: null,
};

/** ADMIN and SERVICE reach everything that people work with. */
export const isTrusted = ({ roles }: Principal): boolean => roles.has(Role.ADMIN) || roles.has(Role.SERVICE);
