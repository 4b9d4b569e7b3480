import type { Problems } from '#http/problem.ts';

/** How the refusals of certificates are told over HTTP. */
export const CERTIFICATE_PROBLEMS = {
  'certificate-no-fact': {
    status: 422,
    title: { fr: 'Rien à certifier', en: 'Nothing to certify' },
    mend: {
      fr: 'Enregistrez l’injection, ou notez celle reçue ailleurs avec son document ; le certificat se fait à partir d’elle.',
      en: 'Record the injection, or note the one received elsewhere with its document; the certificate is made of it.',
    },
  },
  'certificate-not-recognised': {
    status: 422,
    title: { fr: 'Rien de cette histoire ne se certifie', en: 'Nothing of this history can be certified' },
    mend: {
      fr: 'Complétez ce que « detail » nomme. Si rien n’y manque, ce certificat n’existe pas pour cette situation.',
      en: 'Complete what "detail" names. If nothing is missing there, no such certificate exists for this situation.',
    },
  },
  'certificate-name-unwritable': {
    status: 422,
    title: { fr: 'Le nom ne s’écrit pas en lettres latines', en: 'The name is not written in Latin letters' },
    mend: {
      fr: 'Rectifiez l’identité d’après le passeport, puis recommencez.',
      en: 'Rectify the identity from the passport, then try again.',
    },
  },
  'certificate-unknown': {
    status: 404,
    title: { fr: 'Certificat inconnu', en: 'Unknown certificate' },
    mend: {
      fr: 'Vérifiez l’identifiant, tel qu’il est écrit sous le code. Un certificat délivré ailleurs se révoque là-bas.',
      en: 'Check the identifier, as it is written under the code. A certificate issued elsewhere is revoked there.',
    },
  },
  'certificate-withdrawn': {
    status: 409,
    title: { fr: 'Ce certificat ne vaut plus', en: 'This certificate no longer holds' },
    mend: {
      fr: 'Délivrez-en un nouveau, avec un nouvel identifiant : il dira ce que l’histoire dit aujourd’hui.',
      en: 'Issue a new one, with a new id: it will say what the history says today.',
    },
  },
  'certificate-key-over': {
    status: 503,
    title: { fr: 'La clé qui signe n’est plus valable', en: 'The key that signs is no longer valid' },
    mend: {
      fr: 'Vous n’y pouvez rien : signalez-le. L’exploitant doit mettre en place le nouveau certificat de signature.',
      en: 'You cannot solve this: report it. The operator must put the new signing certificate in place.',
    },
  },
  'certificate-too-often': {
    status: 429,
    title: { fr: 'Trop de certificats demandés', en: 'Too many certificates asked for' },
    mend: {
      fr: 'Imprimez de nouveau l’un de ceux de la journée, ou revenez demain.',
      en: 'Print again one of those of the day, or come back tomorrow.',
    },
  },
} as const satisfies Problems;
