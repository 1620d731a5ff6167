import { Role } from '../../src/auth/principal';
import type { Claims } from '../../src/auth/tokens';

/** How a frontend uses an operation of schema/operations, and what that costs. */
export type Use = {
  /** Who asks; nobody where left out. */
  as?: Claims;
  /** Few and many rows, or one of what there is but one of; the many are what the demo has, or the field gives, where that is less than fifty. */
  sizes?: number[];
  variables: (n: number) => Record<string, unknown>;
  rows: (data: any) => unknown[];
  /** In the order of the levels; "probe" stands for the rounds of a ranking. */
  statements: string[];
};

/** Those of the demo who do most. */
export const STREAMER: Claims = { roles: [Role.STREAMER], streamer: 'yiwu-xiaomei' };
export const OPERATOR: Claims = { roles: [Role.OPERATOR], belts: ['yiwu'] };
