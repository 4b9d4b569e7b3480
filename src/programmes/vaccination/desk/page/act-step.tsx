/** One person at the desk, from the first look to the act recorded: all on one page, in the order of the hand. */
import { useEffect, useRef, useState } from 'react';
import { focusSoon, localDay } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import type { PastAct } from '#programmes/vaccination/desk/desk.api.ts';
import {
  type ActDraft,
  allClear,
  draftOfPast,
  EMPTY_ACT,
  proposedAct,
  questionsFor,
  type Site,
  type Vial,
  vialOf,
} from '#programmes/vaccination/desk/page/act-draft.ts';
import { ActForm } from '#programmes/vaccination/desk/page/act-form.tsx';
import { History, Today, Who as WhoHead } from '#programmes/vaccination/desk/page/person.tsx';
import { Questions } from '#programmes/vaccination/desk/page/questions.tsx';
import { type ScanRead, ScanSaid } from '#programmes/vaccination/desk/page/scan.tsx';
import type { Station } from '#programmes/vaccination/desk/page/station.tsx';
import { identityOfWho, type Outcome, useAct, type Who } from '#programmes/vaccination/desk/page/use-act.tsx';
import { useKeys } from '#programmes/vaccination/desk/page/use-keys.tsx';

const SAY = {
  correct: { fr: 'Corriger un acte', en: 'Correct an act' },
};

export type ActStepProps = {
  readonly station: Station;
  readonly who: Who;
  readonly corrects: PastAct | undefined;
  /** Read before the person was opened, or held for the person before. */
  readonly vial: Vial | undefined;
  readonly last: Vial | undefined;
  readonly scan: { readonly read: ScanRead; readonly turn: number } | undefined;
  readonly keysOn: boolean;
  readonly camera: () => void;
  readonly onDone: (outcome: Outcome) => void;
  readonly correct: (act: PastAct) => void;
  readonly cancel: (act: PastAct) => void;
  readonly leave: () => void;
};

const startOf = ({ who, corrects, vial }: ActStepProps) =>
  corrects !== undefined
    ? draftOfPast(corrects)
    : { ...(who.is === 'record' ? proposedAct(who.record) : EMPTY_ACT), ...vial };

/** What the professional works with: the record's, or what was prepared for when there is no network. */
const suppliesOf = ({ who, station: { kept } }: ActStepProps) =>
  who.is === 'record'
    ? who.record
    : { on: localDay(), products: [], lots: [], questionnaire: undefined, ...kept?.pack };

export function ActStep(parts: ActStepProps) {
  const { say } = useSpeech();
  const { station, who, corrects } = parts;
  const { products, lots, questionnaire, on } = suppliesOf(parts);
  const { ask, place, online, kept, isOver } = station;
  const setting = { ask, place, online, kept, isOver, who, corrects };
  const act = useAct({
    ...setting,
    // A correction says what was done: the questions were answered before it.
    questionnaire: corrects === undefined ? questionnaire : undefined,
    start: startOf(parts),
    onDone: parts.onDone,
  });
  const { draft, change } = act;
  const asked = questionnaire && corrects === undefined ? questionsFor(questionnaire, draft) : undefined;
  useScanned(parts, change);
  const same = parts.last && corrects === undefined ? parts.last : undefined;
  const [folded, setFolded] = useState(false);
  const clear = () => {
    if (asked === undefined) return;
    change({ answers: allClear(asked) });
    setFolded(true);
    focusSoon('vial-title');
  };
  useActKeys(parts.keysOn, {
    ...{ clear, change, same, camera: parts.camera },
    record: () => void act.record(),
  });
  return (
    <div className="desk-step">
      <WhoHead
        identity={identityOfWho(who)}
        on={on}
        leave={parts.leave}
        {...(who.is === 'record' && { record: who.record })}
      />
      {corrects !== undefined && <h3 className="desk-correcting">{say(SAY.correct)}</h3>}
      {who.is === 'record' && corrects === undefined && <Today record={who.record} />}
      <div className="desk-columns">
        {who.is === 'record' && (
          <History
            acts={who.record.history}
            correct={online ? parts.correct : undefined}
            cancel={online ? parts.cancel : undefined}
          />
        )}
        <div className="desk-main">
          {asked && (
            <Questions
              questionnaire={asked}
              answers={draft.answers}
              change={(answers) => change({ answers })}
              {...{ clear, folded }}
              fold={setFolded}
              error={textOf(act.error('questions'), say)}
            />
          )}
          <ActForm
            {...{ draft, change, products, lots, online }}
            {...{ error: act.error, warnings: act.warnings, checking: act.checking }}
            {...{ failure: act.failure, keepFault: act.keepFault, busy: act.busy, camera: parts.camera }}
            today={on}
            record={() => void act.record()}
            same={same && (() => change(vialOf(same)))}
            {...(corrects && { mending: { reason: act.reason, set: act.setReason, tried: act.tried } })}
          >
            {parts.scan && <ScanSaid read={parts.scan.read} products={products} kept={false} />}
          </ActForm>
        </div>
      </div>
    </div>
  );
}

/** One key each, while the person is open. */
const useActKeys = (
  isOn: boolean,
  does: {
    readonly clear: () => void;
    readonly change: (next: Partial<ActDraft>) => void;
    readonly same: Vial | undefined;
    readonly camera: () => void;
    readonly record: () => void;
  },
): void => {
  const arm = (site: Site) => () => {
    does.change({ site });
    focusSoon('act-record');
  };
  const [left, right] = [arm('left-arm'), arm('right-arm')];
  useKeys(
    {
      'Mod+Enter': does.record,
      n: does.clear,
      m: () => does.same && does.change(vialOf(does.same)),
      c: does.camera,
      v: () => focusSoon('act-product'),
      // Both languages at once: whose keyboard it is does not follow whose page it is.
      ...{ g: left, l: left, d: right, r: right },
    },
    isOn,
  );
};

const textOf = <T,>(text: T | undefined, say: (text: T) => string): string | undefined =>
  text === undefined ? undefined : say(text);

/** A vial scanned while the person is open fills the act, and the hand goes on to the arm. */
const useScanned = ({ scan }: ActStepProps, change: (vial: Vial) => void): void => {
  const seen = useRef(scan?.turn ?? 0);
  useEffect(() => {
    if (scan === undefined || scan.turn === seen.current) return;
    seen.current = scan.turn;
    if (scan.read.is !== 'vial') return;
    change(vialOf(scan.read.vial));
    focusSoon('vial-title');
  }, [scan, change]);
};
