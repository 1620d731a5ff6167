/** How far a step is; total is unknown while a stream without a known length is read. */
export type ImportProgress = {
  step: 'CHECKING' | 'WRITING';
  /** Rows dealt with so far. */
  rows: number;
  /** 0..1 of the step. */
  share: number;
};

export type OnProgress = (progress: ImportProgress) => void;

/** As it is stored. */
export const millionths = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 1_000_000);
