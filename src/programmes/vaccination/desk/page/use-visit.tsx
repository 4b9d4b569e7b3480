/** One person after another: where the desk stands, and how it goes from one step to the next. */
import { useCallback, useRef, useState } from 'react';
import type { Call } from '#access/page/session.tsx';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import type { Draft } from '#people/page/draft.ts';
import type { Found } from '#people/people.api.ts';
import {
  type DeskRecord,
  type NextDose,
  openAtDesk,
  type PastAct,
} from '#programmes/vaccination/desk/desk.api.ts';
import type { DoneKind } from '#programmes/vaccination/desk/page/done.tsx';
import type { Who } from '#programmes/vaccination/desk/page/use-act.tsx';
import type { Warning } from '#programmes/vaccination/injection.api.ts';

export type OpenRecord = Extract<Who, { is: 'record' }>;

export type Visit =
  | { readonly step: 'find' }
  | { readonly step: 'glass'; readonly found: Found }
  | { readonly step: 'register'; readonly start: Draft }
  | { readonly step: 'write'; readonly start: Draft }
  | { readonly step: 'act'; readonly who: Who; readonly corrects: PastAct | undefined }
  | { readonly step: 'cancel'; readonly who: OpenRecord; readonly act: PastAct }
  | {
      readonly step: 'done';
      readonly kind: DoneKind;
      readonly who: Who;
      readonly what: string;
      readonly next: NextDose | undefined;
      readonly warnings: readonly Warning[];
    };

/** Where the hand goes as a step begins; the last step puts the focus itself. */
const TITLES: Readonly<Record<Visit['step'], string | undefined>> = {
  find: 'desk-find',
  glass: 'glass-form-title',
  register: 'register-title',
  write: 'written-title',
  act: 'who-title',
  cancel: 'cancel-title',
  done: undefined,
};

const opened = (record: DeskRecord, asked: number): OpenRecord => ({
  is: 'record',
  record,
  // The server's clock was read between the question and its answer: half-way is nearest.
  ahead_ms: (asked + Date.now()) / 2 - Date.parse(record.now),
});

export const useVisit = () => {
  const [visit, setVisit] = useState<Visit>({ step: 'find' });
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [opening, setOpening] = useState(false);
  const show = useCallback((next: Visit) => {
    setFailure(undefined);
    setVisit(next);
    const title = TITLES[next.step];
    if (title !== undefined) focusSoon(title);
  }, []);
  return { visit, show, failure, setFailure, opening, setOpening };
};

export type Visiting = ReturnType<typeof useVisit>;

/** Opens a person; whoever is of elsewhere is behind glass. */
export const useOpen = (ask: Call, place: string, { show, setFailure, setOpening }: Visiting) => {
  const busy = useRef(false);
  return async (person: string, found?: Found): Promise<void> => {
    if (busy.current) return;
    if (found !== undefined && !found.open) return show({ step: 'glass', found });
    busy.current = true;
    setOpening(true);
    setFailure(undefined);
    const asked = Date.now();
    const answer = await ask(openAtDesk, { body: { place, person } });
    busy.current = false;
    setOpening(false);
    if (!hasFailed(answer))
      return show({ step: 'act', who: opened(answer.body, asked), corrects: undefined });
    // What was open when it was found may be closed by now.
    if (found && 'problem' in answer && answer.problem.code === 'person-elsewhere')
      show({ step: 'glass', found });
    else setFailure(answer);
  };
};
