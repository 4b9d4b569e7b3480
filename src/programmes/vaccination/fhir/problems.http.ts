import type { Problems } from '#http/problem.ts';

/** How the refusals of the FHIR interactions are told; over HTTP they are an OperationOutcome. */
export const FHIR_R4_PROBLEMS = {
  'fhir-structure': {
    status: 400,
    title: { fr: 'Ressource qui n’est pas du FHIR R4', en: 'Resource that is not FHIR R4' },
    mend: { fr: 'Corrigez les éléments indiqués.', en: 'Mend the elements named.' },
  },
  'fhir-value': {
    status: 422,
    title: { fr: 'Valeur que ce serveur ne peut prendre', en: 'Value that this server cannot take' },
    mend: {
      fr: 'Corrigez les éléments indiqués ; docs/fhir.md dit ce qui est lu.',
      en: 'Mend the elements named; docs/fhir.md says what is read.',
    },
  },
  'fhir-code-unknown': {
    status: 422,
    title: { fr: 'Vaccin sans code connu de la campagne', en: 'Vaccine without a code the campaign knows' },
    mend: {
      fr: 'Donnez un code du produit injecté ; docs/fhir.md liste les systèmes.',
      en: 'Give a code of the product given; docs/fhir.md lists the systems.',
    },
  },
  'fhir-reference-unknown': {
    status: 422,
    title: { fr: 'Référence vers rien de connu ici', en: 'Reference to nothing known here' },
    mend: {
      fr: 'Cherchez ou enregistrez d’abord la personne ; employez un lieu déclaré.',
      en: 'Find or register the person first; use a declared place.',
    },
  },
  'fhir-not-found': {
    status: 404,
    title: { fr: 'Aucune ressource de cet identifiant', en: 'No resource of this id' },
    mend: {
      fr: 'Cherchez-la par la personne : Immunization?patient=[id].',
      en: 'Search for it by the person: Immunization?patient=[id].',
    },
  },
  'fhir-gone': {
    status: 410,
    title: { fr: 'Ressource retirée', en: 'Resource taken back' },
    mend: {
      fr: 'Son histoire la montre encore : [adresse]/_history.',
      en: 'Its history still shows it: [address]/_history.',
    },
  },
  'fhir-version-needed': {
    status: 400,
    title: { fr: 'Version manquante', en: 'Version missing' },
    mend: {
      fr: 'Lisez la ressource, et renvoyez son ETag dans « If-Match ».',
      en: 'Read the resource, and send its ETag in "If-Match".',
    },
  },
  'fhir-version-stale': {
    status: 412,
    title: { fr: 'Version dépassée', en: 'Stale version' },
    mend: {
      fr: 'Quelqu’un l’a changée entre-temps : lisez-la de nouveau, puis refaites votre changement.',
      en: 'Somebody changed it meanwhile: read it again, then make your change again.',
    },
  },
  'fhir-conflict': {
    status: 409,
    title: { fr: 'Déjà pris', en: 'Already taken' },
    mend: {
      fr: 'Corrigez la ressource qui existe (PUT), ou donnez un autre identifiant à un autre acte.',
      en: 'Correct the resource that exists (PUT), or give another act another identifier.',
    },
  },
  'fhir-several': {
    status: 409,
    title: { fr: 'Plusieurs personnes possibles', en: 'Several people possible' },
    mend: {
      fr: 'Ouvrez les personnes nommées ; si ce n’est aucune, enregistrez celle-ci au poste.',
      en: 'Open the people named; when it is none of them, register this one at the desk.',
    },
  },
  'fhir-parameter': {
    status: 400,
    title: { fr: 'Paramètre refusé', en: 'Parameter refused' },
    mend: {
      fr: 'Retirez-le ou corrigez-le ; /fhir/R4/metadata liste ce qui se cherche.',
      en: 'Remove or mend it; /fhir/R4/metadata lists what can be searched.',
    },
  },
  'fhir-too-costly': {
    status: 403,
    title: { fr: 'Recherche sans personne', en: 'Search without a person' },
    mend: {
      fr: 'Cherchez par « patient » ou « _id » ; pour tout lire, demandez un export ($export).',
      en: 'Search by "patient" or "_id"; to read everything, ask for an export ($export).',
    },
  },
  'fhir-too-large': {
    status: 413,
    title: { fr: 'Trop d’entrées', en: 'Too many entries' },
    mend: { fr: 'Envoyez plusieurs Bundle plus petits.', en: 'Send several smaller Bundles.' },
  },
  'fhir-not-acceptable': {
    status: 406,
    title: { fr: 'Format que ce serveur ne parle pas', en: 'Format this server does not speak' },
    mend: { fr: 'Demandez application/fhir+json.', en: 'Ask for application/fhir+json.' },
  },
  'fhir-partly': {
    status: 409,
    title: { fr: 'Transaction faite en partie', en: 'Transaction done in part' },
    mend: {
      fr: 'Le résultat dit ce qui est enregistré. Corrigez le reste et renvoyez le même Bundle : rien ne sera doublé.',
      en: 'The outcome says what is recorded. Mend the rest and send the same Bundle again: nothing is doubled.',
    },
  },
} as const satisfies Problems;
