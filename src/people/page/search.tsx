import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { type Called, type Failure, faultsByField, hasFailed } from '#kit/api.web.ts';
import { focusFirstWrong, focusSoon, localDay } from '#kit/device.web.ts';
import { DateField, TextField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { findDate } from '#kit/typed-date.ts';
import { NumberField } from '#people/page/number-field.tsx';
import { FIELDS } from '#people/page/words.ts';
import { type Found, type PersonWarning, searchPeople } from '#people/people.api.ts';

const SAY = {
  title: { fr: 'Chercher', en: 'Search' },
  either: { fr: 'ou', en: 'or' },
  family: { fr: 'Nom', en: 'Family name' },
  given: { fr: 'Prénom', en: 'First name' },
  go: { fr: 'Chercher', en: 'Search' },
  clear: { fr: 'Effacer', en: 'Clear' },
  help: {
    fr: 'Sans date de naissance\u00a0: nom, prénom, et commune ou téléphone. Accents, fautes et noms inversés sont pardonnés.',
    en: 'Without a birth date: family name, first name, and city or phone. Accents, mistakes and swapped names are forgiven.',
  },
  more: {
    fr: 'Il en faut un peu plus\u00a0: le numéro\u00a0; ou un nom et la date de naissance\u00a0; ou nom, prénom, et commune ou téléphone.',
    en: 'A little more is needed: the number; or a name and the birth date; or family name, first name, and city or phone.',
  },
};

export type Asked = {
  readonly nationalNumber: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly birthDate: string;
  readonly city: string;
  readonly phone: string;
};
export const NOTHING_ASKED: Asked = {
  nationalNumber: '',
  familyName: '',
  givenName: '',
  birthDate: '',
  city: '',
  phone: '',
};

export type Answer = {
  readonly people: readonly Found[];
  readonly more: boolean;
  readonly warnings: readonly PersonWarning[];
  readonly asked: Asked;
};

/** Whether there is enough to find somebody, and not everybody. */
const isEnough = (asked: Asked): boolean => {
  const has = (field: keyof Asked): boolean => asked[field].trim() !== '';
  return (
    has('nationalNumber') ||
    ((has('familyName') || has('givenName')) && findDate(asked.birthDate) !== undefined) ||
    (has('familyName') && has('givenName') && (has('city') || has('phone')))
  );
};

const bodyOf = (asked: Asked) => {
  const text = (field: keyof Asked) => {
    const trimmed = asked[field].trim();
    return trimmed === '' ? {} : { [field]: trimmed };
  };
  const birthDate = findDate(asked.birthDate);
  return {
    ...text('nationalNumber'),
    ...text('familyName'),
    ...text('givenName'),
    ...text('city'),
    ...text('phone'),
    ...(birthDate !== undefined && { birthDate }),
  };
};

type SearchProps = {
  readonly asked: Asked;
  readonly change: (asked: Asked) => void;
  readonly onFound: (answer: Answer) => void;
  readonly onClear: () => void;
};

const useSearch = (parts: SearchProps) => {
  const { call } = useSession();
  const { asked } = parts;
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [few, setFew] = useState(false);
  const [busy, setBusy] = useState(false);
  const told = faultsByField(failure);
  const set = (change: Partial<Asked>) => {
    setFew(false);
    setFailure(undefined);
    parts.change({ ...asked, ...change });
  };
  const search = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(undefined);
    if (!isEnough(asked)) {
      setFew(true);
      return focusSoon('search-help');
    }
    setBusy(true);
    const found: Called<typeof searchPeople> = await call(searchPeople, { body: bodyOf(asked) });
    setBusy(false);
    if (!hasFailed(found)) return parts.onFound({ ...found.body, asked });
    setFailure(found);
    focusFirstWrong();
  };
  return { failure, few, busy, told, set, search };
};

/** From the form, the arrow down goes to the first person found. */
const down = (event: KeyboardEvent) => {
  if (event.key !== 'ArrowDown' || event.target instanceof HTMLSelectElement) return;
  const first = document.querySelector<HTMLElement>('.results button');
  if (first === null) return;
  event.preventDefault();
  first.focus();
};

/** One form, one Enter. What was asked stays, so that it can be mended. */
export function Search(parts: SearchProps) {
  const { say } = useSpeech();
  const { asked } = parts;
  const { failure, few, busy, told, set, search } = useSearch(parts);
  return (
    <form
      className="search"
      onSubmit={search}
      onKeyDown={down}
      autoComplete="off"
      noValidate
      aria-labelledby="search-title"
      aria-busy={busy}
    >
      <h2 id="search-title" className="visually-hidden">
        {say(SAY.title)}
      </h2>
      <NumberField
        id="search-number"
        value={asked.nationalNumber}
        onChange={(nationalNumber) => set({ nationalNumber })}
        error={told.get('nationalNumber')}
      />
      <p className="either" aria-hidden="true">
        {say(SAY.either)}
      </p>
      <Traits asked={asked} set={set} told={told} />
      <p id="search-help" className={few ? 'field-error' : 'said'} role={few ? 'alert' : undefined}>
        {say(few ? SAY.more : SAY.help)}
      </p>
      {told.size === 0 && <Trouble failure={failure} />}
      <div className="row">
        <Button type="submit" className="button large">
          {say(SAY.go)}
        </Button>
        <Button className="button quiet" onPress={parts.onClear}>
          {say(SAY.clear)}
        </Button>
      </div>
    </form>
  );
}

function Traits(parts: {
  asked: Asked;
  set: (change: Partial<Asked>) => void;
  told: ReadonlyMap<string, string>;
}) {
  const { say } = useSpeech();
  const { asked, set, told } = parts;
  return (
    <div className="fields">
      <TextField
        label={say(SAY.family)}
        value={asked.familyName}
        onChange={(familyName) => set({ familyName })}
        error={told.get('familyName')}
      />
      <TextField
        label={say(SAY.given)}
        value={asked.givenName}
        onChange={(givenName) => set({ givenName })}
        error={told.get('givenName')}
      />
      <DateField
        label={say(FIELDS.birthDate)}
        value={asked.birthDate}
        today={localDay()}
        onChange={(birthDate) => set({ birthDate })}
        error={told.get('birthDate')}
      />
      <TextField
        label={say(FIELDS.city)}
        value={asked.city}
        onChange={(city) => set({ city })}
        error={told.get('city')}
      />
      <TextField
        label={say(FIELDS.phone)}
        kind="tel"
        value={asked.phone}
        onChange={(phone) => set({ phone })}
        error={told.get('phone')}
      />
    </div>
  );
}
