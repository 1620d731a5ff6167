/** Streams of random numbers. Belts and suppliers count on from theirs, hence the gaps. */
export const STREAMS = {
  supplierSizes: 1,
  streamer: 2,
  skus: 3,
  supplier: 1_000,
} as const;
