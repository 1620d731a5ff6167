import type { ImportProgress, OnProgress } from './progress';

const BAR_CHARACTERS = 30;
/** A terminal that is drawn more often only flickers. */
const REDRAW_MS = 100;

const count = new Intl.NumberFormat('en');

/** One line of a terminal that is drawn over and over; nothing at all where the output is no terminal. */
export class ProgressLine {
  private step: ImportProgress['step'] | undefined;
  private stepStarted = 0;
  private rowsBefore = 0;
  private drawn = 0;

  constructor(private readonly output: NodeJS.WriteStream) {}

  readonly show: OnProgress = (progress) => {
    if (!this.output.isTTY) return;
    const now = Date.now();
    if (progress.step !== this.step) {
      this.step = progress.step;
      this.stepStarted = now;
      // A resumed import begins with rows that were written earlier; they are no achievement of this run.
      this.rowsBefore = progress.rows;
    } else if (now - this.drawn < REDRAW_MS && progress.share < 1) return;
    this.drawn = now;
    this.output.write(`\r\x1b[K${this.text(progress, (now - this.stepStarted) / 1000)}`);
  };

  clear(): void {
    if (this.output.isTTY) this.output.write('\r\x1b[K');
  }

  private text({ step, rows, share }: ImportProgress, seconds: number): string {
    const filled = Math.round(Math.min(1, share) * BAR_CHARACTERS);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CHARACTERS - filled);
    const rate = seconds > 0 ? Math.round((rows - this.rowsBefore) / seconds) : 0;
    const percent = Math.floor(Math.min(1, share) * 100);
    return `${step.toLowerCase()} ${bar} ${percent}%  ${count.format(rows)} rows  ${count.format(rate)}/s`;
  }
}
