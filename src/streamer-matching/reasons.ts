import type { Sentences } from '../matching/explain';

/**
 * Why a streamer suits goods, said to those whose goods they are. What the goods have whoever sells them (quality,
 * price advantage, commission, momentum) says nothing of the streamer, so it is not said.
 */
export const REASONS: Sentences = {
  CATEGORY_AFFINITY: [
    {
      from: 0.5,
      text: {
        'zh-CN': ({ category }) => `粉丝常买「${category}」`,
        en: ({ category }) => `Their fans often buy ${category}`,
      },
    },
    {
      from: 0.1,
      text: {
        'zh-CN': ({ category }) => `粉丝常买与「${category}」相近的品类`,
        en: ({ category }) => `Their fans buy what is close to ${category}`,
      },
    },
  ],
  AUDIENCE_FIT: [
    {
      from: 0.8,
      text: {
        'zh-CN': ({ percent }) => `粉丝与目标人群重合度 ${percent}`,
        en: ({ percent }) => `Their fans and its buyers overlap by ${percent}`,
      },
    },
  ],
  PRICE_FIT: [
    {
      from: 0.5,
      text: {
        'zh-CN': ({ price }) => `¥${price} 在粉丝常买的价格带`,
        en: ({ price }) => `¥${price} is a price their fans often pay`,
      },
    },
  ],
  DELIVERY_FIT: [
    {
      from: 0.8,
      text: {
        'zh-CN': ({ percent }) => `${percent} 的粉丝所在省份包邮且 48 小时内发货`,
        en: ({ percent }) => `Ships free within 48 h to the provinces of ${percent} of their fans`,
      },
    },
  ],
  CAPACITY_FIT: [
    {
      from: 1,
      text: { 'zh-CN': () => '库存够其卖一场', en: () => 'Enough in stock for one of their sessions' },
    },
  ],
};
