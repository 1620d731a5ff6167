import { registerEnumType } from 'type-graphql';

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Which end comes first.',
  valuesConfig: {
    ASC: { description: 'Rising: the smallest first.' },
    DESC: { description: 'Falling: the largest first.' },
  },
});
