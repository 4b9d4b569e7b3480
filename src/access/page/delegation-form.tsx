import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { PRESETS } from '#access/page/periods.ts';
import { useSession } from '#access/page/session.tsx';
import {
  DELEGATION_DAYS_MAX,
  type Delegation,
  delegate,
  PROFESSIONS_DELEGATED,
} from '#access/session.api.ts';
import { professionTitle } from '#access/situation-professions.ts';
import { type Failure, faultsByField, hasFailed } from '#kit/api.web.ts';
import { focusFirstWrong, instantOf, localDay } from '#kit/device.web.ts';
import { DateField, SelectField, TextField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { fieldDate, findDate } from '#kit/typed-date.ts';

const SAY = {
  title: { fr: 'Déléguer un accès', en: 'Delegate an access' },
  text: {
    fr: 'Pour qui n’a pas la connexion des professionnels de santé. Nommez la personne comme sur sa pièce d’identité\u00a0: elle se connectera avec son identité de citoyen, et le code ne servira qu’à elle.',
    en: 'For people without the login of health professionals. Name the person as on their identity paper: they will sign in as a citizen, and the code will serve them alone.',
  },
  family: { fr: 'Nom de naissance', en: 'Birth name' },
  given: { fr: 'Prénoms', en: 'First names' },
  birth: { fr: 'Date de naissance', en: 'Birth date' },
  profession: { fr: 'Qualité', en: 'Capacity' },
  pick: { fr: 'Choisissez', en: 'Choose' },
  period: { fr: 'Pour combien de temps', en: 'For how long' },
  from: { fr: 'Du', en: 'From' },
  until: { fr: 'Au, inclus', en: 'To, included' },
  go: { fr: 'Déléguer et montrer le code', en: 'Delegate and show the code' },
  missing: { fr: 'À remplir.', en: 'To be filled in.' },
  wholeDate: { fr: 'Écrivez le jour, le mois et l’année.', en: 'Write the day, the month and the year.' },
  order: { fr: 'Le dernier jour vient avant le premier.', en: 'The last day comes before the first.' },
  long: {
    fr: `${DELEGATION_DAYS_MAX} jours au plus\u00a0: renouvelez ensuite.`,
    en: `At most ${DELEGATION_DAYS_MAX} days: renew after.`,
  },
};

type Draft = {
  readonly familyName: string;
  readonly givenNames: string;
  readonly birthDate: string;
  readonly profession: string;
  readonly from: string;
  readonly fromTime: string;
  readonly until: string;
  readonly untilTime: string;
};

const emptyDraft = (): Draft => {
  const today = fieldDate(localDay());
  return {
    familyName: '',
    givenNames: '',
    birthDate: '',
    profession: '',
    from: today,
    fromTime: '00:00',
    until: today,
    untilTime: '23:59',
  };
};

const whole = (typed: string): string | undefined => {
  const date = findDate(typed);
  return date?.includes('-00') ? undefined : date;
};

type Words = Partial<Record<keyof Draft, keyof typeof SAY>>;

/** What is missing or cannot be, before anything is sent. */
const faultsOf = (draft: Draft): Words => {
  const [from, until] = [whole(draft.from), whole(draft.until)];
  return {
    ...(draft.familyName.trim() === '' && { familyName: 'missing' }),
    ...(draft.givenNames.trim() === '' && { givenNames: 'missing' }),
    ...(draft.profession === '' && { profession: 'missing' }),
    ...(whole(draft.birthDate) === undefined && { birthDate: 'wholeDate' }),
    ...(from === undefined && { from: 'wholeDate' }),
    ...(until === undefined
      ? { until: 'wholeDate' }
      : from !== undefined && until < from && { until: 'order' }),
  };
};

export type Given = { readonly delegation: Delegation; readonly code: string };

/** What is typed, what is wrong with it, and how it is sent. */
const useDelegation = (place: string, onGiven: (given: Given) => void) => {
  const { say } = useSpeech();
  const { call } = useSession();
  const [draft, setDraft] = useState(emptyDraft);
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const faults = tried ? faultsOf(draft) : {};
  const told = faultsByField(failure);
  const set = (change: Partial<Draft>) => {
    setFailure(undefined);
    setDraft((before) => ({ ...before, ...change }));
  };
  const error = (field: keyof Draft): string | undefined => {
    const word = faults[field];
    return word === undefined ? told.get(field) : say(SAY[word]);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setFailure(undefined);
    const profession = PROFESSIONS_DELEGATED.find((code) => code === draft.profession);
    const [birthDate, from, until] = [whole(draft.birthDate), whole(draft.from), whole(draft.until)];
    if (Object.keys(faultsOf(draft)).length > 0) return focusFirstWrong();
    if (!profession || !birthDate || !from || !until) return;
    const given = await call(delegate, {
      body: {
        place,
        profession,
        givenNames: draft.givenNames.trim(),
        familyName: draft.familyName.trim(),
        birthDate,
        from: instantOf(from, draft.fromTime),
        until: instantOf(until, draft.untilTime),
      },
    });
    if (hasFailed(given)) {
      setFailure(given);
      return focusFirstWrong();
    }
    setDraft(emptyDraft());
    setTried(false);
    onGiven(given.body);
  };
  const inField = Object.keys(draft).some((field) => told.has(field));
  return { draft, set, error, send, rest: inField ? undefined : failure };
};

type Typing = Pick<ReturnType<typeof useDelegation>, 'draft' | 'set' | 'error'>;

/** Names somebody for a place and a time. What was typed stays until it is done. */
export function DelegationForm({ place, onGiven }: { place: string; onGiven: (given: Given) => void }) {
  const { say } = useSpeech();
  const { send, rest, ...typing } = useDelegation(place, onGiven);
  return (
    <form
      className="stack form"
      onSubmit={send}
      autoComplete="off"
      noValidate
      aria-labelledby="delegate-title"
    >
      <div>
        <h2 id="delegate-title">{say(SAY.title)}</h2>
        <p className="small">{say(SAY.text)}</p>
      </div>
      <PersonFields {...typing} />
      <PeriodFields {...typing} />
      <Trouble failure={rest} />
      <Button type="submit" className="button large">
        {say(SAY.go)}
      </Button>
    </form>
  );
}

function PersonFields({ draft, set, error }: Typing) {
  const { say, language } = useSpeech();
  return (
    <div className="fields">
      <TextField
        label={say(SAY.family)}
        value={draft.familyName}
        onChange={(familyName) => set({ familyName })}
        error={error('familyName')}
      />
      <TextField
        label={say(SAY.given)}
        value={draft.givenNames}
        onChange={(givenNames) => set({ givenNames })}
        error={error('givenNames')}
      />
      <DateField
        label={say(SAY.birth)}
        value={draft.birthDate}
        today={localDay()}
        onChange={(birthDate) => set({ birthDate })}
        error={error('birthDate')}
      />
      <SelectField
        label={say(SAY.profession)}
        value={draft.profession}
        empty={say(SAY.pick)}
        onChange={(profession) => set({ profession })}
        options={PROFESSIONS_DELEGATED.map((value) => ({ value, name: professionTitle(value)[language] }))}
        error={error('profession')}
      />
    </div>
  );
}

/** Days to write, and buttons that write the usual ones. */
function PeriodFields({ draft, set, error }: Typing) {
  const { say } = useSpeech();
  return (
    <div className="stack tight">
      <p className="field-name" id="period-title">
        {say(SAY.period)}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that fill the two fields below, not fields themselves. */}
      <div className="row" role="group" aria-labelledby="period-title">
        {PRESETS.map(({ id, name, of }) => (
          <Button
            key={id}
            className="button quiet"
            onPress={() => {
              const period = of(localDay());
              set({ ...period, from: fieldDate(period.from), until: fieldDate(period.until) });
            }}
          >
            {say(name)}
          </Button>
        ))}
      </div>
      <div className="fields">
        <DateField
          label={say(SAY.from)}
          value={draft.from}
          onChange={(from) => set({ from, fromTime: '00:00' })}
          error={error('from')}
        />
        <DateField
          label={say(SAY.until)}
          value={draft.until}
          onChange={(until) => set({ until })}
          error={error('until')}
          hint={say(SAY.long)}
        />
      </div>
    </div>
  );
}
