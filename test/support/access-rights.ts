import { PLACES_OF_GOODS } from './access-places';
import { PLACES_OF_TRADE } from './access-places-trade';
import type { Asker } from './access-world';

/*
 * Who may see each field of the schema, written out apart from src/auth/access.ts. `npm test` walks it: each field is asked
 * for over HTTP by everybody. A field that has no place here fails the test, as does a place for no field.
 */

export type Who = Asker | 'who opened the import';

const OPERATORS: Who[] = ['an operator of the belt', 'an operator of another belt'];
const TRUSTED: Who[] = ['a service', 'an admin'];
const STREAMERS: Who[] = ['the streamer', 'another streamer'];
const SUPPLIERS: Who[] = ['the supplier', 'another supplier', 'who opened the import'];

/** Who is let through; whoever is in no list of a right is told to sign in, or that it is not theirs. */
export const RIGHTS = {
  everyone: ['nobody', 'someone without a role', ...STREAMERS, ...OPERATORS, ...SUPPLIERS, ...TRUSTED],
  anyRole: [...STREAMERS, ...OPERATORS, ...SUPPLIERS, ...TRUSTED],
  /** Supply price, commission, stock. */
  terms: [...STREAMERS, 'an operator of the belt', 'the supplier', ...TRUSTED],
  /** Streamers for the goods or the supplier; its licence, days, ledger, deposit; how its goods stand with the alliance. */
  insiders: ['an operator of the belt', 'the supplier', ...TRUSTED],
  /** Imports into the belt, changes of its goods and suppliers, entries in their ledgers; whom their goods suit. */
  belt: ['an operator of the belt', ...TRUSTED],
  /** The same, where it turns out item by item, or by the object, whose it is. */
  anyBelt: [...OPERATORS, ...TRUSTED],
  anyGoods: [...OPERATORS, ...SUPPLIERS, ...TRUSTED],
  card: ['the streamer', ...OPERATORS, ...TRUSTED],
  /** Everyone’s cards. */
  cards: [...OPERATORS, ...TRUSTED],
  /** A list of streamers: for a streamer, of one. */
  listCards: [...STREAMERS, ...OPERATORS, ...TRUSTED],
  /** Fans, matches, shelf, requests for samples: a streamer’s own, and not the operators’ either. */
  fans: ['the streamer', ...TRUSTED],
  /** The request of the streamer for samples of the supplier’s goods. */
  sampleRequest: ['the streamer', 'an operator of the belt', 'the supplier', ...TRUSTED],
  /** The import that a supplier has opened into the belt. */
  thisImport: ['an operator of the belt', 'who opened the import', ...TRUSTED],
  /** The audit log, each their part of it. No service: programs that write everything are no readers of it. */
  auditLog: [...OPERATORS, 'an admin'],
  /** What became of the belt’s. */
  history: ['an operator of the belt', 'an admin'],
  trusted: TRUSTED,
  admin: ['an admin'],
} satisfies Record<string, Who[]>;

export type Right = keyof typeof RIGHTS;

export type Place = {
  /** A document that leads to an object of the type; FIELD stands for what is asked of it. */
  way: string;
  /** Refused, the object is not told from one that does not exist. */
  isHidden?: true;
} & Partial<Record<Right, string>>;

export const PLACES: Record<string, Place> = { ...PLACES_OF_GOODS, ...PLACES_OF_TRADE };

/** What is asked for otherwise, and where. */
export const ELSEWHERE: Record<string, string> = {
  'Subscription.skuImportProgress': 'as server-sent events, below',
  'Subscription.supplierMetricsImportProgress': 'as server-sent events, below',
};
