import { useSpeech } from '#kit/language.tsx';
import { TRUST } from '#people/page/words.ts';
import type { Evidence, Trust } from '#people/person.ts';

const SAY = {
  paper: { fr: 'Pièce d’identité vue', en: 'Identity paper seen' },
  service: { fr: 'Confirmée par le service national', en: 'Confirmed by the national service' },
  yes: { fr: 'oui', en: 'yes' },
  no: { fr: 'non', en: 'no' },
  used: { fr: 'utilise', en: 'uses' },
};

type NameParts = {
  readonly familyName: string;
  readonly givenNames: string;
  readonly usedFamilyName?: string | undefined;
};

/** A name whose family part stands out; the name used in daily life beside it. */
export function Named({ name }: { name: NameParts }) {
  const { say } = useSpeech();
  return (
    <span className="named">
      <b>{name.familyName.toLocaleUpperCase('fr')}</b> {name.givenNames}
      {name.usedFamilyName !== undefined && (
        <span className="named-used">
          {' '}
          ({say(SAY.used)} {name.usedFamilyName.toLocaleUpperCase('fr')})
        </span>
      )}
    </span>
  );
}

/** The level of trust in a word, with as many bars as there are proofs. */
export function TrustChip({ trust }: { trust: Trust }) {
  const { say } = useSpeech();
  return (
    <span className="chip" data-trust={trust}>
      {say(TRUST[trust].name)}
    </span>
  );
}

/** What the level of trust rests on: two proofs, each had or missing. */
export function TrustExplained({ trust }: { trust: Trust; evidence: readonly Evidence[] }) {
  const { say } = useSpeech();
  const proofs = [
    { name: SAY.paper, had: trust === 'validated' || trust === 'qualified' },
    { name: SAY.service, had: trust === 'retrieved' || trust === 'qualified' },
  ];
  return (
    <div className="trust">
      <p>
        <TrustChip trust={trust} /> {say(TRUST[trust].means)}
      </p>
      <ul className="proofs">
        {proofs.map(({ name, had }) => (
          <li key={name.en} data-had={had || undefined}>
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <circle cx="8" cy="8" r="7" />
              {had ? <path d="M4.5 8.3l2.4 2.4 4.6-5" /> : <path d="M5.5 5.5l5 5M10.5 5.5l-5 5" />}
            </svg>
            {say(name)}
            <span className="visually-hidden">: {say(had ? SAY.yes : SAY.no)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
