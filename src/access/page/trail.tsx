import type { Action } from '#access/audit.ts';
import { type AuditLine, verifyAudit } from '#access/oversight.api.ts';
import { useRead, useSession } from '#access/page/session.tsx';
import { isRole, ROLES } from '#access/roles.ts';
import type { Language, Text } from '#kernel/text.ts';
import { hasFailed } from '#kit/api.web.ts';
import { DataTable } from '#kit/data-table.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Section, Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';

const SAY = {
  kicker: { fr: 'Piste d’audit', en: 'Audit trail' },
  title: { fr: 'Qui a fait quoi, pour toujours', en: 'Who did what, for ever' },
  holds: { fr: 'La chaîne tient', en: 'The chain holds' },
  broken: { fr: 'La chaîne est rompue', en: 'The chain is broken' },
  lines: { fr: 'lignes, chacune scelle la précédente', en: 'lines, each seals the one before' },
  brokenAt: {
    fr: 'La première ligne qui ne tient pas est la ligne',
    en: 'The first line that does not hold is line',
  },
  brokenText: {
    fr: 'Une ligne a été changée, retirée ou glissée\u00a0: gardez une copie de la base, et prévenez la sécurité.',
    en: 'A line was changed, removed or slipped in: keep a copy of the database, and tell security.',
  },
  last: { fr: 'Les dernières lignes de ces lieux', en: 'The last lines of these places' },
  none: { fr: 'Aucune ligne pour ces lieux.', en: 'No line for these places.' },
  line: { fr: 'Ligne', en: 'Line' },
  when: { fr: 'Quand', en: 'When' },
  what: { fr: 'Quoi', en: 'What' },
  as: { fr: 'En tant que', en: 'As' },
  account: { fr: 'Compte', en: 'Account' },
  record: { fr: 'Dossier', en: 'Record' },
};

/** The words of an action are elsewhere written for the person whose data it is; an officer reads these. */
const DONE = {
  search: { fr: 'Recherche', en: 'Search' },
  'search-none': { fr: 'Recherche sans résultat', en: 'Search without a result' },
  read: { fr: 'Dossier ouvert', en: 'Record opened' },
  register: { fr: 'Personne enregistrée', en: 'Person registered' },
  rectify: { fr: 'Identité rectifiée', en: 'Identity rectified' },
  'break-glass': { fr: 'Glace brisée', en: 'Glass broken' },
  'glass-review': { fr: 'Bris de glace relu', en: 'Broken glass reviewed' },
  'glass-read': { fr: 'Bris de glace lu', en: 'Broken glass read' },
  pair: { fr: 'Paire lue', en: 'Pair read' },
  merge: { fr: 'Dossiers rapprochés', en: 'Records merged' },
  separate: { fr: 'Dossiers tenus séparés', en: 'Records kept apart' },
  unmerge: { fr: 'Rapprochement défait', en: 'Merge undone' },
  request: { fr: 'Demande lue', en: 'Request read' },
  answer: { fr: 'Demande répondue', en: 'Request answered' },
  forget: { fr: 'Personne effacée', en: 'Person erased' },
  'self-read': { fr: 'Personne\u00a0: ses données lues', en: 'Person: own data read' },
  'self-export': { fr: 'Personne\u00a0: ses données téléchargées', en: 'Person: own data downloaded' },
  'self-request': { fr: 'Personne\u00a0: demande faite', en: 'Person: request made' },
  act: { fr: 'Injection enregistrée', en: 'Injection recorded' },
  'act-change': { fr: 'Injection corrigée ou retirée', en: 'Injection corrected or taken back' },
  certificate: { fr: 'Certificat délivré', en: 'Certificate issued' },
  'certificate-revoke': { fr: 'Certificat révoqué', en: 'Certificate revoked' },
  'self-certificate': { fr: 'Personne\u00a0: certificat reçu', en: 'Person: certificate issued' },
  'self-summons': { fr: 'Personne\u00a0: code d’accueil affiché', en: 'Person: desk code shown' },
  'facts-export': { fr: 'Export sans nom demandé', en: 'Export without names asked for' },
  'lot-recall': { fr: 'Lot rappelé', en: 'Lot recalled' },
  'quality-adopt': { fr: 'Règle de qualité adoptée', en: 'Quality rule adopted' },
  'trouble-answer': { fr: 'Signalement répondu', en: 'Report answered' },
  delegate: { fr: 'Accès délégué', en: 'Access delegated' },
  'delegations-read': { fr: 'Délégations lues', en: 'Delegations read' },
  join: { fr: 'Délégation rejointe', en: 'Delegation joined' },
  revoke: { fr: 'Délégation arrêtée', en: 'Delegation ended' },
  'sign-in': { fr: 'Connexion', en: 'Sign-in' },
  'sign-out': { fr: 'Déconnexion', en: 'Sign-out' },
} as const satisfies Record<Action, Text>;
const KNOWN: Readonly<Record<string, Text>> = DONE;

/** What a caller is before a situation is chosen. */
const NO_SITUATION: Text = { fr: 'Sans situation choisie', en: 'No situation chosen' };

const roleTitle = (role: string, language: Language): string => {
  if (isRole(role)) return ROLES[role].title[language];
  return role === 'signed-in' ? NO_SITUATION[language] : role;
};

/** Whether the chain holds, drawn as a chain, and its last lines. */
export function Trail({ place }: { place: string }) {
  const { say, formats } = useSpeech();
  const { call } = useSession();
  const trail = useRead(async () => {
    const read = await call(verifyAudit, { query: { place } });
    return hasFailed(read) ? read : read.body;
  }, place);
  return (
    <Section id="trail" kicker={say(SAY.kicker)} title={say(SAY.title)}>
      <Trouble failure={trail.failure} retry={trail.again} />
      {trail.value === undefined && trail.failure === undefined && <Skeleton lines={3} />}
      {trail.value && (
        <>
          <div className="chain" data-broken={!trail.value.intact || undefined} role="status">
            <Chain intact={trail.value.intact} />
            <div>
              <p className="chain-title">{say(trail.value.intact ? SAY.holds : SAY.broken)}</p>
              <p>
                {trail.value.intact
                  ? `${formats.integer(trail.value.total)} ${say(SAY.lines)}`
                  : `${say(SAY.brokenAt)} ${formats.integer(trail.value.brokenAt ?? 0)}. ${say(SAY.brokenText)}`}
              </p>
            </div>
          </div>
          {trail.value.lines.length === 0 ? <p>{say(SAY.none)}</p> : <Lines lines={trail.value.lines} />}
        </>
      )}
    </Section>
  );
}

function Chain({ intact }: { intact: boolean }) {
  const links = [0, 1, 2, 3, 4];
  return (
    <svg className="chain-drawing" viewBox="0 0 140 32" aria-hidden="true">
      {links.map((link) => (
        <rect
          key={link}
          x={2 + link * 24 + (!intact && link > 2 ? 8 : 0)}
          y={8}
          width={30}
          height={16}
          rx={8}
          data-loose={(!intact && link > 2) || undefined}
        />
      ))}
    </svg>
  );
}

function Lines({ lines }: { lines: readonly AuditLine[] }) {
  const { say, language, formats } = useSpeech();
  return (
    <DataTable
      caption={say(SAY.last)}
      sheet={{
        columns: [SAY.line, SAY.when, SAY.what, SAY.as, SAY.account, SAY.record].map(say),
        rows: lines.map((line) => [
          String(line.seq),
          formats.moment(line.at),
          KNOWN[line.action]?.[language] ?? line.action,
          roleTitle(line.role, language),
          line.account,
          line.person,
        ]),
      }}
    />
  );
}
