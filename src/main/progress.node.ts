/** A line that tells how far long work has come: redrawn in place on a terminal, rare lines elsewhere. */
import { WriteStream } from 'node:tty';

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 5000;
const BAR_WIDTH = 30;

export const bar = (done: number, total: number): string => {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const full = Math.floor(share * BAR_WIDTH);
  return `[${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}] ${Math.floor(share * 100)} %`;
};

export const progressLine = (out: NodeJS.WritableStream, now: () => number = Date.now) => {
  const isTerminal = out instanceof WriteStream;
  const pause_ms = isTerminal ? REDRAW_MS : PLAIN_LINE_MS;
  let shown = isTerminal ? Number.NEGATIVE_INFINITY : now();
  return {
    show: (text: string): void => {
      if (now() - shown < pause_ms) return;
      shown = now();
      out.write(isTerminal ? `\r\u001b[2K${text.slice(0, (out.columns || 80) - 1)}` : `${text}\n`);
    },
    clear: (): void => {
      if (isTerminal) out.write('\r\u001b[2K');
    },
  };
};
