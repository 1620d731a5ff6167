import { registerEnumType } from 'type-graphql';

export enum BoardKind {
  SKUS_PICKED = 'SKUS_PICKED',
  STREAMERS_ACTIVE = 'STREAMERS_ACTIVE',
  SUPPLIERS_ACTIVE = 'SUPPLIERS_ACTIVE',
}
registerEnumType(BoardKind, {
  name: 'BoardKind',
  description: 'What a board is of.',
  valuesConfig: {
    SKUS_PICKED: { description: 'Goods that most streamers picked.' },
    STREAMERS_ACTIVE: {
      description: 'Streamers who did most: a point for each SKU picked, two for each request for samples.',
    },
    SUPPLIERS_ACTIVE: {
      description:
        'Suppliers with whom most happened: a point for each pick of their goods by another streamer, one for each ' +
        'request for samples, two for each that they answered.',
    },
  },
});

/** What a thing that happened counts on a board; 0 where it is not what the board is about. */
type Points = { picks: number; sampleRequests: number; answers: number };

export const POINTS: Record<BoardKind, Points> = {
  /** A request is a wish to look; the pick is the vote. */
  [BoardKind.SKUS_PICKED]: { picks: 1, sampleRequests: 0, answers: 0 },
  /** Who asks for samples has to try them: it takes more than a click. */
  [BoardKind.STREAMERS_ACTIVE]: { picks: 1, sampleRequests: 2, answers: 0 },
  /** What others do with its goods counts once; what it does itself, twice. */
  [BoardKind.SUPPLIERS_ACTIVE]: { picks: 1, sampleRequests: 1, answers: 2 },
};
