import { Guarantee } from './sku.enums';

/** As the SQL function guarantee_bits has them. */
export const guaranteeBits = (guarantees: readonly Guarantee[]): number =>
  guarantees.reduce((bits, guarantee) => bits | (1 << Object.values(Guarantee).indexOf(guarantee)), 0);
