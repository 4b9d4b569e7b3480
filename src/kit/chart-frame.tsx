import { type ReactNode, useId, useRef, useState } from 'react';
import {
  Button,
  Dialog,
  DialogTrigger,
  Popover,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components';
import { DataTable, type Sheet, sheetToCsv } from '#kit/data-table.tsx';
import { useSpeech } from '#kit/language.tsx';
import { pictureOf, saveCsv, savePng, saveSvg } from '#kit/save.web.ts';
import { Share } from '#kit/share.tsx';
import { landmark } from '#kit/shell.tsx';
import { WORDS } from '#kit/words.ts';

export type ChartFrameProps = {
  /** Names the files and the address of the embedded figure. */
  readonly name: string;
  readonly title: string;
  /** What the figure shows, in a sentence: read first, and by those who cannot see the drawing. */
  readonly description: ReactNode;
  readonly sheet: Sheet;
  readonly source: string;
  readonly href: () => string;
  readonly embed: () => string;
  readonly kind?: 'chart' | 'map';
  /** The heading's level: 2 when the figure stands alone. */
  readonly level?: 2 | 3;
  readonly children: ReactNode;
};

/** A figure a reader can look at, read as a table, take away and pass on. */
export function ChartFrame(frame: ChartFrameProps) {
  const { say } = useSpeech();
  const [view, setView] = useState<'drawing' | 'table'>('drawing');
  const title = useId();
  const drawing = useRef<HTMLDivElement>(null);
  const Title = frame.level === 2 ? 'h2' : 'h3';
  const picture = () => {
    const svg = drawing.current?.querySelector('svg[data-picture]');
    return svg instanceof SVGSVGElement ? pictureOf(svg, frame.title, frame.source) : undefined;
  };
  return (
    <figure className="figure" aria-labelledby={title} id={`figure-${frame.name}`}>
      <figcaption>
        <Title id={title}>{frame.title}</Title>
        <div className="figure-description">{frame.description}</div>
      </figcaption>
      <div ref={drawing} hidden={view === 'table'} className="figure-drawing">
        {frame.children}
      </div>
      {view === 'table' && <DataTable sheet={frame.sheet} caption={frame.title} />}
      <div className="figure-foot">
        <p className="source">{frame.source}</p>
        <div className="figure-tools">
          <ToggleButtonGroup
            aria-label={`${say(WORDS.display)} – ${frame.title}`}
            className="toggle"
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[view]}
            onSelectionChange={(keys) => setView(keys.has('table') ? 'table' : 'drawing')}
          >
            <ToggleButton id="drawing">{say(frame.kind === 'map' ? WORDS.map : WORDS.chart)}</ToggleButton>
            <ToggleButton id="table">{say(WORDS.table)}</ToggleButton>
          </ToggleButtonGroup>
          <DialogTrigger>
            <Button className="button quiet" aria-label={`${say(WORDS.download)} – ${frame.title}`}>
              {say(WORDS.download)}
            </Button>
            <Popover {...landmark()} className="popover" placement="bottom end">
              <Dialog className="popover-body menu" aria-label={say(WORDS.download)}>
                {({ close }) => (
                  <Downloads
                    drawn={view === 'drawing'}
                    onTake={(what) => {
                      if (what === 'csv') saveCsv(sheetToCsv(frame.sheet), frame.name);
                      const taken = what === 'csv' ? undefined : picture();
                      if (taken && what === 'svg') saveSvg(taken.svg, frame.name);
                      if (taken && what === 'png') void savePng(taken, frame.name);
                      close();
                    }}
                  />
                )}
              </Dialog>
            </Popover>
          </DialogTrigger>
          <Share title={frame.title} href={frame.href} embed={frame.embed} />
        </div>
      </div>
    </figure>
  );
}

/** A picture can only be taken of what is drawn, so the table view offers data alone. */
function Downloads({ drawn, onTake }: { drawn: boolean; onTake: (what: 'csv' | 'png' | 'svg') => void }) {
  const { say } = useSpeech();
  return (
    <>
      <Button className="menu-item" onPress={() => onTake('csv')}>
        {say(WORDS.csv)}
      </Button>
      {drawn && (
        <>
          <Button className="menu-item" onPress={() => onTake('png')}>
            {say(WORDS.png)}
          </Button>
          <Button className="menu-item" onPress={() => onTake('svg')}>
            {say(WORDS.svg)}
          </Button>
        </>
      )}
    </>
  );
}
