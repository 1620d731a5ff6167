const BAR_CHARACTERS = 30;
/** A terminal that is drawn more often only flickers. */
const REDRAW_MS = 100;
/** Before that the rate says more about the start than about the work. */
const STEADY_SECONDS = 2;

const count = new Intl.NumberFormat('en');

/** How far a piece of work is: `done` things of it, 0..1 of the step. */
export type Progress = { step: string; done: number; share: number };

/** One line of a terminal that is drawn over and over; nothing at all where the output is no terminal. */
export class ProgressLine {
  private begun: (Progress & { at: number }) | undefined;
  private drawn = 0;

  /** @param unit what is counted, in the plural */
  constructor(
    private readonly output: NodeJS.WriteStream,
    private readonly unit: string,
  ) {}

  readonly show = (progress: Progress): void => {
    if (!this.output.isTTY) return;
    const now = Date.now();
    // What a resumed run found done already is no achievement of this run.
    if (progress.step !== this.begun?.step) this.begun = { ...progress, at: now };
    else if (now - this.drawn < REDRAW_MS && progress.share < 1) return;
    this.drawn = now;
    this.output.write(`\r\x1b[K${this.text(progress, this.begun, (now - this.begun.at) / 1000)}`);
  };

  clear(): void {
    if (this.output.isTTY) this.output.write('\r\x1b[K');
  }

  private text({ step, done, share }: Progress, begun: Progress, seconds: number): string {
    const filled = Math.round(Math.min(1, share) * BAR_CHARACTERS);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CHARACTERS - filled);
    const rate = seconds > 0 ? Math.round((done - begun.done) / seconds) : 0;
    const percent = Math.floor(Math.min(1, share) * 100);
    const left = timeLeft(share, share - begun.share, seconds);
    return `${step} ${bar} ${percent}%  ${count.format(done)} ${this.unit}  ${count.format(rate)}/s${left}`;
  }
}

function timeLeft(share: number, gained: number, seconds: number): string {
  if (seconds < STEADY_SECONDS || gained <= 0 || share >= 1) return '';
  const left = Math.ceil(((1 - share) / gained) * seconds);
  const minutes = Math.floor(left / 60);
  return `  ${minutes > 0 ? `${minutes} min ` : ''}${left % 60} s left`;
}
