import { useSession } from '#access/page/session.tsx';
import type { Provider } from '#access/session.api.ts';
import { useSpeech } from '#kit/language.tsx';
import { pathFromRoot } from '#kit/path.web.ts';

const AUDIENCES = [
  {
    audience: 'professional',
    title: { fr: 'Je soigne, j’accueille ou je vaccine', en: 'I care, receive or vaccinate' },
    text: {
      fr: 'Médecins, infirmiers, pharmaciens, sages-femmes, et les équipes d’un centre.',
      en: 'Doctors, nurses, pharmacists, midwives, and the teams of a centre.',
    },
  },
  {
    audience: 'agent',
    title: { fr: 'Je travaille pour l’État ou une agence', en: 'I work for the State or an agency' },
    text: {
      fr: 'Agences régionales, préfectures, identitovigilance, protection des données.',
      en: 'Regional agencies, prefectures, identity watch, data protection.',
    },
  },
  {
    audience: 'citizen',
    title: { fr: 'Je viens pour moi, ou j’ai reçu un code', en: 'I come for myself, or I was given a code' },
    text: {
      fr: 'Voir mes données et qui les a regardées. Aider dans un centre avec un code de délégation.',
      en: 'See my data and who looked at them. Help in a centre with a delegation code.',
    },
  },
] as const;

const SAY = {
  with: { fr: 'Continuer avec', en: 'Continue with' },
  none: {
    fr: 'Aucun moyen de connexion n’est ouvert ici. Prévenez qui tient ce site.',
    en: 'No way to sign in is open here. Tell whoever runs this site.',
  },
};

/** The ways to sign in, by who the reader is. */
export function Providers({ providers, next }: { providers: readonly Provider[]; next: string | undefined }) {
  const { say } = useSpeech();
  const { api } = useSession();
  if (providers.length === 0) return <p>{say(SAY.none)}</p>;
  return (
    <ul className="audiences">
      {AUDIENCES.map(({ audience, title, text }) => {
        const ways = providers.filter((provider) => provider.audience === audience);
        if (ways.length === 0) return null;
        return (
          <li key={audience} className="audience">
            <h2>{say(title)}</h2>
            <p>{say(text)}</p>
            {ways.map(({ id, name }) => (
              <a
                key={id}
                className="button large"
                href={`${api}/session/login?${new URLSearchParams({ provider: id, return: pathFromRoot('login', { next: next ?? 'home' }) })}`}
              >
                {say(SAY.with)} {name}
              </a>
            ))}
          </li>
        );
      })}
    </ul>
  );
}
