import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { RIGHTS } from '#access/rights.ts';
import { Callout } from '#kit/callout.tsx';
import { localDay, printPage } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { ageFrom, dateWords } from '#kit/typed-date.ts';
import { spacedNumber } from '#people/page/number-said.ts';
import { Named, TrustExplained } from '#people/page/trust.tsx';
import { DOCUMENTS, FIELDS, RELATIONS, SEX } from '#people/page/words.ts';
import type { PersonShown } from '#people/people.api.ts';
import type { Identity } from '#people/person.ts';

const SAY = {
  years: { fr: 'ans', en: 'years' },
  look: { fr: 'À regarder', en: 'Worth a look' },
  merged: { fr: 'Ce dossier a été rapproché d’un autre', en: 'This record was merged into another' },
  mergedText: { fr: 'C’est l’autre qui vaut désormais.', en: 'The other is the one to use now.' },
  openOther: { fr: 'Ouvrir l’autre dossier', en: 'Open the other record' },
  identity: { fr: 'Identité', en: 'Identity' },
  contact: { fr: 'Joindre', en: 'Reach' },
  noContact: { fr: 'Ni téléphone, ni adresse.', en: 'No phone, no address.' },
  bearer: { fr: 'numéro du parent', en: 'number of the parent' },
  trust: { fr: 'Confiance', en: 'Trust' },
  history: { fr: 'Histoire du dossier', en: 'History of the record' },
  never: { fr: 'Jamais rectifié.', en: 'Never rectified.' },
  joins: { fr: 'Réunit', en: 'Brings together' },
  records: { fr: 'autre(s) dossier(s) de la même personne.', en: 'other record(s) of the same person.' },
  opposed: {
    fr: 'S’oppose à l’usage de ses données pour la recherche, depuis le',
    en: 'Opposes the use of these data for research, since',
  },
  paperSeen: { fr: 'vu le', en: 'seen on' },
  service: { fr: 'Service national, le', en: 'National service, on' },
  rectify: { fr: 'Rectifier', en: 'Rectify' },
  print: { fr: 'Imprimer', en: 'Print' },
  close: { fr: 'Fermer le dossier', en: 'Close the record' },
};

/** Lines of a list of traits that are known. */
type Line = { readonly name: string; readonly value: string };

function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <dl className="traits">
      {lines.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const useLines = (identity: Identity): { identity: Line[]; contact: Line[] } => {
  const { say, language } = useSpeech();
  const line = (name: keyof typeof FIELDS, value: string | undefined): Line[] =>
    value === undefined || value === '' ? [] : [{ name: say(FIELDS[name]), value }];
  const age = ageFrom(identity.birthDate, localDay());
  const number =
    identity.nationalNumber === undefined
      ? undefined
      : `${spacedNumber(identity.nationalNumber)}${identity.numberOf === 'bearer' ? ` (${say(SAY.bearer)})` : ''}`;
  const { address, representative } = identity;
  return {
    identity: [
      ...line('familyName', identity.familyName),
      ...line('givenNames', identity.givenNames),
      ...line('usedFamilyName', identity.usedFamilyName),
      ...line('usedGivenName', identity.usedGivenName),
      ...line(
        'birthDate',
        `${dateWords(identity.birthDate, language)}${age === undefined ? '' : `, ${age} ${say(SAY.years)}`}`,
      ),
      ...line('sex', say(SEX[identity.sex])),
      ...line('birthPlace', identity.birthPlace),
      ...line('nationalNumber', number),
      ...line(
        'foreignIdentifiers',
        identity.foreignIdentifiers
          ?.map(({ country, kind, value }) => `${country} ${kind} ${value}`)
          .join(', '),
      ),
    ],
    contact: [
      ...line('phone', identity.phone),
      ...line('email', identity.email),
      ...line(
        'address',
        [address?.line, [address?.postcode, address?.city].filter(Boolean).join(' '), address?.country]
          .filter(Boolean)
          .join(', '),
      ),
      ...line(
        'representative',
        representative &&
          `${representative.familyName.toLocaleUpperCase('fr')} ${representative.givenNames} (${say(RELATIONS[representative.relation])})${representative.phone === undefined ? '' : `, ${representative.phone}`}`,
      ),
    ],
  };
};

/** A record as it was opened. The pseudonyms of its facts are not shown: nobody at a desk needs them. */
export function Sheet(parts: {
  shown: PersonShown;
  openOther?: (person: string) => void;
  rectify?: () => void;
  close?: () => void;
}) {
  const { say } = useSpeech();
  const { session } = useSession();
  const { shown } = parts;
  const { mergedInto } = shown;
  const lines = useLines(shown.identity);
  const rights = session?.state === 'signed-in' ? session.rights : [];
  return (
    <article className="sheet" aria-labelledby="sheet-title">
      <h2 id="sheet-title" tabIndex={-1}>
        <Named name={shown.identity} />
      </h2>
      {mergedInto !== null && (
        <Callout tone="warning" title={say(SAY.merged)}>
          <p>{say(SAY.mergedText)}</p>
          {parts.openOther && (
            <Button className="button" onPress={() => parts.openOther?.(mergedInto)}>
              {say(SAY.openOther)}
            </Button>
          )}
        </Callout>
      )}
      <Warnings shown={shown} />
      <div className="sheet-columns">
        <section aria-label={say(SAY.identity)}>
          <h3>{say(SAY.identity)}</h3>
          <Lines lines={lines.identity} />
        </section>
        <div>
          <section aria-label={say(SAY.contact)}>
            <h3>{say(SAY.contact)}</h3>
            {lines.contact.length === 0 ? <p>{say(SAY.noContact)}</p> : <Lines lines={lines.contact} />}
          </section>
          <section aria-label={say(SAY.trust)}>
            <h3>{say(SAY.trust)}</h3>
            <TrustExplained trust={shown.trust} evidence={shown.evidence} />
          </section>
          <History shown={shown} />
        </div>
      </div>
      <div className="row no-print">
        {parts.rectify && rights.includes(RIGHTS.rectifyPeople) && mergedInto === null && (
          <Button id="sheet-rectify" className="button" onPress={parts.rectify}>
            {say(SAY.rectify)}
          </Button>
        )}
        <Button className="button quiet" onPress={printPage}>
          {say(SAY.print)}
        </Button>
        {parts.close && (
          <Button className="button quiet" onPress={parts.close}>
            {say(SAY.close)}
          </Button>
        )}
      </div>
    </article>
  );
}

function Warnings({ shown }: { shown: PersonShown }) {
  const { say, language } = useSpeech();
  if (shown.warnings.length === 0) return null;
  return (
    <Callout tone="note" title={say(SAY.look)}>
      <ul>
        {shown.warnings.map(({ code, message }) => (
          <li key={code + message.en}>{message[language]}</li>
        ))}
      </ul>
    </Callout>
  );
}

function History({ shown }: { shown: PersonShown }) {
  const { say, language, formats } = useSpeech();
  const times = shown.version - 1;
  const rectified =
    times === 0
      ? say(SAY.never)
      : language === 'fr'
        ? `Rectifié ${times} fois ; les états d’avant sont gardés, scellés.`
        : `Rectified ${times === 1 ? 'once' : `${times} times`}; earlier states are kept, sealed.`;
  return (
    <section aria-label={say(SAY.history)}>
      <h3>{say(SAY.history)}</h3>
      <ul className="history">
        <li>{rectified}</li>
        {shown.evidence.map(({ kind, document, on, by }) => (
          <li key={`${kind} ${document} ${on} ${by}`}>
            {kind === 'document'
              ? `${say(DOCUMENTS[document ?? 'other'])}, ${say(SAY.paperSeen)} ${formats.day(on)}`
              : `${say(SAY.service)} ${formats.day(on)}`}
          </li>
        ))}
        {shown.merged.length > 0 && (
          <li>
            {say(SAY.joins)} {shown.merged.length} {say(SAY.records)}
          </li>
        )}
        {shown.opposedSince !== null && (
          <li>
            {say(SAY.opposed)} {formats.day(shown.opposedSince.slice(0, 10))}.
          </li>
        )}
      </ul>
    </section>
  );
}
