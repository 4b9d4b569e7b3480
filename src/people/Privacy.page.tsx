import { Button } from 'react-aria-components';
import { PageHead } from '#access/page/page-head.tsx';
import { useRead, useSession } from '#access/page/session.tsx';
import { RIGHTS } from '#access/rights.ts';
import { isRole, ROLES, type Role, reachOf } from '#access/roles.ts';
import type { Text } from '#kernel/text.ts';
import { hasFailed } from '#kit/api.web.ts';
import { printPage } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Section, Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { type Processing, recordOfProcessing } from '#people/privacy.api.ts';

const SAY = {
  kicker: { fr: 'Vie privée', en: 'Privacy' },
  title: { fr: 'Qui voit quoi, pourquoi, combien de temps', en: 'Who sees what, why, for how long' },
  lead: {
    fr: 'Le registre des traitements (RGPD, article 30), fait à partir des règles que le programme applique vraiment.',
    en: 'The record of processing (GDPR, article 30), made from the rules that the program really applies.',
  },
  controller: { fr: 'Responsable du traitement', en: 'Controller' },
  print: { fr: 'Imprimer', en: 'Print' },
  rolesKicker: { fr: 'Les rôles', en: 'Roles' },
  rolesTitle: { fr: 'Ce que chaque rôle peut voir et faire', en: 'What each role may see and do' },
  table: { fr: 'Table des rôles et de leurs droits', en: 'Table of roles and their rights' },
  role: { fr: 'Rôle', en: 'Role' },
  everyone: { fr: 'tout le pays', en: 'whole country' },
  territory: { fr: 'son territoire', en: 'own territory' },
  self: { fr: 'soi-même', en: 'oneself' },
  no: { fr: 'non', en: 'no' },
  record: { fr: 'Le registre', en: 'The record' },
  basis: { fr: 'Fondement', en: 'Legal basis' },
  people: { fr: 'Personnes concernées', en: 'People concerned' },
  data: { fr: 'Données', en: 'Data' },
  retention: { fr: 'Durée', en: 'Kept for' },
  recipients: { fr: 'Qui les voit', en: 'Who sees them' },
  nobody: { fr: 'Personne, par ce programme.', en: 'Nobody, through this program.' },
  security: { fr: 'Protection', en: 'Protection' },
  securityTitle: { fr: 'Comment tout cela est protégé', en: 'How all this is protected' },
};

const COLUMNS: readonly { readonly right: string; readonly name: Text }[] = [
  { right: RIGHTS.searchPeople, name: { fr: 'Chercher un nom', en: 'Search a name' } },
  { right: RIGHTS.readPeople, name: { fr: 'Ouvrir un dossier', en: 'Open a record' } },
  { right: RIGHTS.registerPeople, name: { fr: 'Enregistrer', en: 'Register' } },
  { right: RIGHTS.rectifyPeople, name: { fr: 'Rectifier', en: 'Rectify' } },
  { right: RIGHTS.breakGlass, name: { fr: 'Briser la glace', en: 'Break the glass' } },
  { right: RIGHTS.settlePairs, name: { fr: 'Rapprocher', en: 'Merge' } },
  { right: RIGHTS.answerPrivacy, name: { fr: 'Répondre aux demandes', en: 'Answer requests' } },
  { right: RIGHTS.self, name: { fr: 'Voir ses propres données', en: 'See own data' } },
];

/** A software shows nothing to anybody: it has no line. */
const SHOWN: readonly Role[] = Object.keys(ROLES)
  .filter(isRole)
  .filter((role) => role !== 'software');

/** The record of processing, for anybody: signed in or not, on screen or on paper. */
export default function Privacy() {
  const { say, language } = useSpeech();
  const { call } = useSession();
  const record = useRead(async () => {
    const read = await call(recordOfProcessing, {});
    return hasFailed(read) ? read : read.body;
  }, 'record');
  return (
    <>
      <PageHead kicker={say(SAY.kicker)} title={say(SAY.title)} lead={say(SAY.lead)}>
        {record.value && (
          <p className="controller">
            <b>{say(SAY.controller)}</b> {record.value.controller[language]}
          </p>
        )}
        <Button className="button quiet no-print" onPress={printPage}>
          {say(SAY.print)}
        </Button>
      </PageHead>
      <Section id="roles" kicker={say(SAY.rolesKicker)} title={say(SAY.rolesTitle)}>
        <RolesTable />
      </Section>
      <Trouble failure={record.failure} retry={record.again} />
      {record.value === undefined && record.failure === undefined && <Skeleton tall />}
      {record.value && <Record processings={record.value.processings} />}
    </>
  );
}

/** A round is filled by how far the right reaches: full for the country, half for a territory, a dot for oneself. */
function RolesTable() {
  const { say, language } = useSpeech();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    <section className="table-scroll roles" aria-label={say(SAY.table)} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{say(SAY.rolesTitle)}</caption>
        <thead>
          <tr>
            <th scope="col">{say(SAY.role)}</th>
            {COLUMNS.map(({ right, name }) => (
              <th key={right} scope="col">
                {say(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {SHOWN.map((role) => (
            <tr key={role}>
              <th scope="row">
                {ROLES[role].title[language]}
                <span className="small">{ROLES[role].purpose[language]}</span>
              </th>
              {COLUMNS.map(({ right }) => {
                const reach = reachOf(role, right);
                return (
                  <td key={right} data-reach={reach ?? 'no'}>
                    {reach === undefined ? (
                      <>
                        <span aria-hidden="true">·</span>
                        <span className="visually-hidden">{say(SAY.no)}</span>
                      </>
                    ) : (
                      <>
                        <i className="reach" aria-hidden="true" />
                        {say(SAY[reach])}
                      </>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Every processing; how all of them are protected is told once. */
function Record({ processings }: { processings: readonly Processing[] }) {
  const { say } = useSpeech();
  const everywhere = (processings[0]?.security ?? []).filter((item) =>
    processings.every(({ security }) => security.some(({ en }) => en === item.en)),
  );
  const shared = new Set(everywhere.map(({ en }) => en));
  return (
    <>
      {processings.map((processing) => (
        <OneProcessing
          key={processing.code}
          processing={{
            ...processing,
            security: processing.security.filter(({ en }) => !shared.has(en)),
          }}
        />
      ))}
      {everywhere.length > 0 && (
        <Section id="protection" kicker={say(SAY.security)} title={say(SAY.securityTitle)}>
          <div className="lead">
            <Items items={everywhere} />
          </div>
        </Section>
      )}
    </>
  );
}

function OneProcessing({ processing }: { processing: Processing }) {
  const { say, language } = useSpeech();
  return (
    <Section
      id={`processing-${processing.code}`}
      kicker={say(SAY.record)}
      title={processing.purpose[language]}
    >
      <dl className="processing">
        <div>
          <dt>{say(SAY.basis)}</dt>
          <dd>{processing.basis[language]}</dd>
        </div>
        <div>
          <dt>{say(SAY.people)}</dt>
          <dd>{processing.people[language]}</dd>
        </div>
        <div>
          <dt>{say(SAY.data)}</dt>
          <dd>
            <Items items={processing.data} />
          </dd>
        </div>
        <div>
          <dt>{say(SAY.retention)}</dt>
          <dd>{processing.retention[language]}</dd>
        </div>
        <div>
          <dt>{say(SAY.recipients)}</dt>
          <dd>
            {processing.recipients.length === 0 ? (
              say(SAY.nobody)
            ) : (
              <ul>
                {processing.recipients.map(({ role, title, sees }) => (
                  <li key={role}>
                    <b>{title[language]}</b> – {sees[language]}
                  </li>
                ))}
              </ul>
            )}
          </dd>
        </div>
        {processing.security.length > 0 && (
          <div>
            <dt>{say(SAY.security)}</dt>
            <dd>
              <Items items={processing.security} />
            </dd>
          </div>
        )}
      </dl>
    </Section>
  );
}

function Items({ items }: { items: readonly Text[] }) {
  const { language } = useSpeech();
  return (
    <ul>
      {items.map((item) => (
        <li key={item.en}>{item[language]}</li>
      ))}
    </ul>
  );
}
