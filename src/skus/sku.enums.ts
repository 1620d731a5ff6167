import { registerEnumType } from 'type-graphql';

export enum Provenance {
  ORIGIN = 'ORIGIN',
  BELT = 'BELT',
  FACTORY_DIRECT = 'FACTORY_DIRECT',
  CREATOR_BRAND = 'CREATOR_BRAND',
}
registerEnumType(Provenance, {
  name: 'Provenance',
  description: 'What makes the goods source goods (源头好货).',
  valuesConfig: {
    ORIGIN: { description: 'From where it grows or is mined (原产地).' },
    BELT: { description: 'From an industrial belt (产业带).' },
    FACTORY_DIRECT: { description: 'Straight from the factory (工厂直供).' },
    CREATOR_BRAND: { description: 'A streamer’s own brand (达人品牌).' },
  },
});

export enum Guarantee {
  REFUND_WITHOUT_RETURN = 'REFUND_WITHOUT_RETURN',
  RETURN_FREIGHT_COVERED = 'RETURN_FREIGHT_COVERED',
  TENFOLD_IF_FAKE = 'TENFOLD_IF_FAKE',
}
registerEnumType(Guarantee, {
  name: 'Guarantee',
  description: 'What the supplier promises a buyer (信任卡).',
  valuesConfig: {
    REFUND_WITHOUT_RETURN: { description: 'Money back without sending the goods back (仅退款).' },
    RETURN_FREIGHT_COVERED: { description: 'The supplier pays the freight of a return (运费险).' },
    TENFOLD_IF_FAKE: { description: 'Ten times the price where the goods are fake (假一赔十).' },
  },
});

export enum SkuStatus {
  DRAFT = 'DRAFT',
  LISTED = 'LISTED',
  DELISTED = 'DELISTED',
}
registerEnumType(SkuStatus, {
  name: 'SkuStatus',
  description: 'Whether a SKU can be seen.',
  valuesConfig: {
    DRAFT: { description: 'Not offered yet; seen by its supplier and its belt’s operators only.' },
    LISTED: { description: 'In the catalogue.' },
    DELISTED: {
      description: 'Taken out of the catalogue; seen by its supplier and its belt’s operators only.',
    },
  },
});
