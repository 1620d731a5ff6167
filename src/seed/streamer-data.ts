import { readData } from './reference-data';

/** What the fans pay: log-normal, so the median says where and the spread of the logarithm how widely. */
export type PriceSpread = { medianYuan: number; spreadLog: number };

/** One streamer of data/demo/streamers.json: shares are millionths or, in a made-up one, any weights; null is unknown. */
export type StreamerData = {
  handle: string;
  name: string;
  followerCount: number;
  /** Slugs of categories, as of homeBelt and of the keys below. */
  niche: string[];
  homeBelt: string | null;
  sessionDemand: number;
  genders: Record<string, number> | null;
  ages: Record<string, number> | null;
  /** By two-digit province code. */
  regions: Record<string, number> | null;
  priceBands: PriceSpread | null;
  categories: Record<string, number> | null;
  /** By top category. */
  categoryPriceBands: Record<string, PriceSpread> | null;
  sampleSize: number;
};

export const readStreamerData = (): StreamerData[] => readData('demo/streamers.json');
