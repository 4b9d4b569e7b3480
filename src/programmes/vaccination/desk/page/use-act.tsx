/** An act being entered: what is typed, what the server warns of before the needle, how it is recorded or sealed. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Call } from '#access/page/session.tsx';
import type { Text } from '#kernel/text.ts';
import { type Failure, hasFailed, newId } from '#kit/api.web.ts';
import { focusFirstWrong, focusSoon, localDay, now } from '#kit/device.web.ts';
import type { Identity } from '#people/person.ts';
import {
  checkAct,
  type DeskAct,
  type DeskRecord,
  type DeskRecorded,
  type PastAct,
  type Questionnaire,
  recordAct,
} from '#programmes/vaccination/desk/desk.api.ts';
import { changeActs, type Kept, type StoreFault } from '#programmes/vaccination/desk/device.web.ts';
import {
  type ActDraft,
  type ActField,
  actFaults,
  actOf,
  unconfirmed,
  withoutStale,
} from '#programmes/vaccination/desk/page/act-draft.ts';
import { sealAct } from '#programmes/vaccination/desk/seal.web.ts';
import type { Warning } from '#programmes/vaccination/injection.api.ts';

/** Who is in front of the professional: a record opened, or an identity written without network. */
export type Who =
  | { readonly is: 'record'; readonly record: DeskRecord; readonly ahead_ms: number }
  | { readonly is: 'written'; readonly identity: Identity };

export const identityOfWho = (who: Who): Identity =>
  who.is === 'record' ? who.record.person.identity : who.identity;

/** What became of an act. `sealed`: it waits on the device. */
export type Outcome =
  | { readonly is: 'recorded'; readonly recorded: DeskRecorded; readonly act: DeskAct }
  | { readonly is: 'sealed'; readonly id: string; readonly act: DeskAct; readonly madeAt: string };

export type ActSetting = {
  readonly ask: Call;
  readonly place: string;
  readonly online: boolean;
  readonly kept: Kept | undefined;
  readonly isOver: boolean;
  readonly who: Who;
  readonly start: ActDraft;
  readonly corrects: PastAct | undefined;
  readonly questionnaire: Questionnaire | undefined;
  readonly onDone: (outcome: Outcome) => void;
};

/** Why an act cannot be kept on the device. */
export type KeepFault = StoreFault | 'unprepared' | 'over' | 'correction';

/** The time of the act: by the server's clock when the record came from it, by the device's without network. */
const nowFor = (who: Who, online: boolean): { day: string; time: string } => {
  const ahead_ms = online && who.is === 'record' ? who.ahead_ms : 0;
  const at = new Date(Date.now() - ahead_ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    day: localDay(at.toISOString()),
    time: `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`,
  };
};

/** Asks what would be warned of, as soon as the act is whole, and again when it changes. */
const useCheck = (setting: ActSetting, draft: ActDraft, isWhole: boolean) => {
  const [warnings, setWarnings] = useState<readonly Warning[] | undefined>(undefined);
  const [checking, setChecking] = useState(false);
  const { ask, place, online, who, corrects } = setting;
  const person = who.is === 'record' ? who.record.person.person : undefined;
  // Reasons and answers change nothing to what is warned of.
  const { product, lot, gtin, expiresOn, rank, day, time, site } = draft;
  const key = JSON.stringify({ product, lot, gtin, expiresOn, rank, day, time, site });
  const current = useRef({ draft, who });
  current.current = { draft, who };
  const asked = useRef(0);
  const judged = useRef(key);
  useEffect(() => {
    const turn = ++asked.current;
    // What was told of this same act before the network went stays, with the reasons given.
    if (online || judged.current !== key) setWarnings(undefined);
    judged.current = key;
    setChecking(false);
    if (!isWhole || !online || person === undefined || key === '') return;
    const timer = setTimeout(async () => {
      setChecking(true);
      const { draft: typed, who: whose } = current.current;
      const act = { ...actOf(typed, nowFor(whose, true), undefined), overrides: [] };
      const checked = await ask(checkAct, {
        body: { place, person, act, ...(corrects && { corrects: corrects.id }) },
      });
      if (turn !== asked.current) return;
      setChecking(false);
      if (!hasFailed(checked)) setWarnings(checked.body.warnings);
    }, 250);
    return () => clearTimeout(timer);
  }, [key, isWhole, online, person, place, ask, corrects]);
  return { warnings, setWarnings, checking };
};

/** Seals the act and keeps it; the device cannot read it again. */
const keep = async (
  { who, kept, isOver, corrects, place }: ActSetting,
  id: string,
  act: DeskAct,
): Promise<{ readonly madeAt: string } | { readonly fault: KeepFault }> => {
  if (corrects !== undefined) return { fault: 'correction' };
  if (kept === undefined) return { fault: 'unprepared' };
  if (isOver) return { fault: 'over' };
  const madeAt = now();
  const sealed = await sealAct(
    id,
    {
      grant: kept.pack.grant,
      madeAt,
      clockAhead_s: Math.round(kept.ahead_ms / 1000),
      ...(who.is === 'record' ? { person: who.record.person.person } : { identity: who.identity }),
      act,
    },
    kept.pack.key,
  );
  const stored = await changeActs({
    put: [{ act: sealed, place, madeAt, product: act.product, status: 'waiting' }],
  });
  return 'fault' in stored ? stored : { madeAt };
};

/** What is typed, and what is wrong with it once it was tried. */
const useDraft = (setting: ActSetting) => {
  const [draft, setDraft] = useState(setting.start);
  const [tried, setTried] = useState(false);
  const [reason, setReason] = useState('');
  const faults = actFaults(draft, setting.questionnaire);
  const error = (field: ActField): Text | undefined => (tried ? faults.get(field) : undefined);
  return { draft, setDraft, tried, setTried, reason, setReason, faults, error };
};

export const useAct = (setting: ActSetting) => {
  const typing = useDraft(setting);
  const { draft, setDraft, setTried, reason, faults } = typing;
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [keepFault, setKeepFault] = useState<KeepFault | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const id = useRef(newId());
  const isWhole =
    draft.product !== '' && draft.lot !== '' && !['rank', 'day', 'time'].some((one) => isFault(faults, one));
  const { warnings, setWarnings, checking } = useCheck(setting, draft, isWhole);

  const change = useCallback(
    (next: Partial<ActDraft>) => {
      setFailure(undefined);
      setKeepFault(undefined);
      setDraft((before) => ({ ...before, ...next }));
    },
    [setDraft],
  );

  const { who, online, place, ask, corrects, questionnaire, onDone } = setting;
  const recordOnline = async (act: DeskAct): Promise<'unreached' | 'done' | 'stopped'> => {
    if (who.is !== 'record' || !online) return 'unreached';
    const answer = await ask(recordAct, {
      body: {
        ...{ id: id.current, place, person: who.record.person.person, act },
        ...(corrects && { corrects: corrects.id, reason }),
      },
    });
    if (hasFailed(answer)) {
      if ('unreachable' in answer) return 'unreached';
      setFailure(answer);
      focusSoon('act-trouble');
      return 'stopped';
    }
    if (answer.status === 409) {
      setWarnings(answer.body.warnings);
      focusSoon('warnings-title');
      return 'stopped';
    }
    onDone({ is: 'recorded', recorded: answer.body, act });
    return 'done';
  };

  const record = async () => {
    if (busy) return;
    setTried(true);
    setFailure(undefined);
    setKeepFault(undefined);
    if (faults.size > 0 || (corrects !== undefined && reason === '')) return focusFirstWrong();
    const shown = withoutStale(draft, warnings ?? []);
    if (warnings && unconfirmed(warnings, draft).length > 0) return focusSoon('warnings-title');
    setBusy(true);
    const act = actOf(shown, nowFor(who, online), questionnaire);
    if ((await recordOnline(act)) === 'unreached') {
      const done = await keep(setting, id.current, actOf(shown, nowFor(who, false), questionnaire));
      if ('fault' in done) {
        setKeepFault(done.fault);
        focusSoon('act-trouble');
      } else onDone({ is: 'sealed', id: id.current, act, madeAt: done.madeAt });
    }
    setBusy(false);
  };
  return { ...typing, change, warnings, checking, failure, keepFault, busy, record };
};

const isFault = (faults: ReadonlyMap<ActField, Text>, name: string): boolean =>
  [...faults.keys()].some((field) => field === name);
