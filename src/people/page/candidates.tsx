import { Button } from 'react-aria-components';
import { useSpeech } from '#kit/language.tsx';
import { dateWords } from '#kit/typed-date.ts';
import { fold } from '#people/identity-traits.ts';
import { Named, TrustChip } from '#people/page/trust.tsx';
import { FIELDS, SEX } from '#people/page/words.ts';
import type { Found } from '#people/people.api.ts';
import type { Identity } from '#people/person.ts';

const SAY = {
  title: { fr: 'Est-ce l’une de ces personnes\u00a0?', en: 'Is it one of these people?' },
  text: {
    fr: 'Elles ressemblent à celle que vous enregistrez. Un doublon coûte cher\u00a0: des doses oubliées, des rappels perdus.',
    en: 'They are like the one you are registering. A duplicate costs a lot: doses forgotten, reminders lost.',
  },
  one: { fr: 'Est-ce cette personne\u00a0?', en: 'Is it this person?' },
  oneText: {
    fr: 'Elle ressemble à celle que vous enregistrez. Un doublon coûte cher\u00a0: des doses oubliées, des rappels perdus.',
    en: 'They are like the one you are registering. A duplicate costs a lot: doses forgotten, reminders lost.',
  },
  notOne: { fr: 'Une autre personne\u00a0: enregistrer', en: 'Another person: register' },
  this: { fr: 'C’est elle\u00a0: ouvrir son dossier', en: 'That is them: open the record' },
  none: { fr: 'Aucune de ces personnes\u00a0: enregistrer', en: 'None of these people: register' },
  noneHint: {
    fr: 'L’identitovigilance relira ce choix.',
    en: 'Identity watch will read this choice again.',
  },
  same: { fr: 'identique', en: 'same' },
  other: { fr: 'différent', en: 'different' },
  yours: { fr: 'vous avez écrit', en: 'you wrote' },
};

type Row = { readonly name: string; readonly theirs: string; readonly asked: string; readonly same: boolean };

/** People already known that are like the one asked for, each beside what was typed. */
export function Candidates(parts: {
  asked: Identity;
  candidates: readonly Found[];
  open: (found: Found) => void;
  none: () => void;
}) {
  const { say } = useSpeech();
  return (
    <section className="candidates" aria-labelledby="candidates-title">
      <h3 id="candidates-title" tabIndex={-1}>
        {say(parts.candidates.length === 1 ? SAY.one : SAY.title)}
      </h3>
      <p>{say(parts.candidates.length === 1 ? SAY.oneText : SAY.text)}</p>
      <ul>
        {parts.candidates.map((candidate) => (
          <Candidate key={candidate.person} {...parts} candidate={candidate} />
        ))}
      </ul>
      <div className="row">
        <Button className="button" onPress={parts.none}>
          {say(parts.candidates.length === 1 ? SAY.notOne : SAY.none)}
        </Button>
        <span className="small">{say(SAY.noneHint)}</span>
      </div>
    </section>
  );
}

const useRows = (asked: Identity, found: Found): Row[] => {
  const { say, language } = useSpeech();
  const row = (name: keyof typeof FIELDS, theirs: string | undefined, mine: string | undefined): Row[] =>
    theirs === undefined || mine === undefined || theirs === '' || mine === ''
      ? []
      : [{ name: say(FIELDS[name]), theirs, asked: mine, same: fold(theirs) === fold(mine) }];
  return [
    ...row('familyName', found.familyName, asked.familyName),
    ...row('givenNames', found.givenNames, asked.givenNames),
    ...row('birthDate', dateWords(found.birthDate, language), dateWords(asked.birthDate, language)),
    ...row('sex', say(SEX[found.sex]), say(SEX[asked.sex])),
    ...row('city', found.city, asked.address?.city),
    ...row(
      'nationalNumber',
      found.numberEnds && `… ${found.numberEnds}`,
      asked.nationalNumber &&
        `… ${asked.nationalNumber.slice(0, 13).slice(-(found.numberEnds?.length ?? 2))}`,
    ),
  ];
};

function Candidate(parts: { asked: Identity; candidate: Found; open: (found: Found) => void }) {
  const { say, formats } = useSpeech();
  const rows = useRows(parts.asked, parts.candidate);
  return (
    <li className="candidate">
      <div className="line-head">
        <Named name={parts.candidate} />
        <TrustChip trust={parts.candidate.trust} />
      </div>
      <dl className="against">
        {rows.map(({ name, theirs, asked, same }) => (
          <div key={name} data-same={same || undefined}>
            <dt>{name}</dt>
            <dd>
              <span className="against-mark" aria-hidden="true">
                {same ? '=' : '≠'}
              </span>
              {theirs}
              <span className="visually-hidden">, {say(same ? SAY.same : SAY.other)}</span>
              {!same && (
                <span className="small">
                  {' '}
                  ({say(SAY.yours)}
                  {formats.colon}
                  {asked})
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <Button className="button quiet" onPress={() => parts.open(parts.candidate)}>
        {say(SAY.this)}
        <span className="visually-hidden"> – {parts.candidate.familyName}</span>
      </Button>
    </li>
  );
}
