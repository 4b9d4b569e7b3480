import type { Problems } from '#http/problem.ts';

/** How the refusals of the desk are told over HTTP, and those of acts made without network. */
export const DESK_PROBLEMS = {
  'warnings-to-confirm': {
    status: 409,
    title: { fr: 'Avertissements à confirmer', en: 'Warnings to confirm' },
    mend: {
      fr: 'Lisez chaque avertissement ; pour passer outre, donnez un motif pour chacun dans « overrides ».',
      en: 'Read each warning; to go on all the same, give a reason for each in "overrides".',
    },
  },
  'act-unknown': {
    status: 404,
    title: { fr: 'Acte inconnu', en: 'Unknown act' },
    mend: {
      fr: 'Ouvrez de nouveau la personne et choisissez l’acte dans son histoire.',
      en: 'Open the person again and choose the act in their history.',
    },
  },
  'act-changed': {
    status: 409,
    title: { fr: 'Acte déjà corrigé ou retiré', en: 'Act corrected or taken back already' },
    mend: {
      fr: 'Ouvrez de nouveau la personne : corrigez l’acte qui compte aujourd’hui.',
      en: 'Open the person again: correct the act that counts now.',
    },
  },
  'offline-key-unknown': {
    status: 422,
    title: { fr: 'Acte scellé pour un autre service', en: 'Act sealed to another service' },
    mend: {
      fr: 'L’appareil a été préparé par une autre installation, ou les clés ont été refaites : saisissez l’acte à la main, à sa date.',
      en: 'The device was prepared by another installation, or the keys were made anew: enter the act by hand, on its day.',
    },
  },
  'offline-act-unreadable': {
    status: 422,
    title: { fr: 'Acte illisible', en: 'Act that cannot be read' },
    mend: {
      fr: 'Il a été abîmé ou modifié sur l’appareil : saisissez-le à la main, à sa date.',
      en: 'It was damaged or changed on the device: enter it by hand, on its day.',
    },
  },
  'offline-grant-forged': {
    status: 422,
    title: { fr: 'Droit de travailler sans réseau inconnu', en: 'Unknown grant to work without network' },
    mend: {
      fr: 'Préparez de nouveau l’appareil, et saisissez l’acte à la main, à sa date.',
      en: 'Prepare the device again, and enter the act by hand, on its day.',
    },
  },
  'offline-grant-expired': {
    status: 422,
    title: {
      fr: 'Acte fait après la fin du droit de travailler sans réseau',
      en: 'Act made after the end of the grant to work without network',
    },
    mend: {
      fr: 'Saisissez-le à la main, à sa date ; préparez l’appareil plus souvent.',
      en: 'Enter it by hand, on its day; prepare the device more often.',
    },
  },
  'offline-grant-ended': {
    status: 403,
    title: { fr: 'Accès retiré avant cet acte', en: 'Access ended before this act' },
    mend: {
      fr: 'Voyez le responsable du centre : l’acte a eu lieu, il le fera saisir.',
      en: 'See the head of the centre: the act took place, and they will have it entered.',
    },
  },
  'offline-person-gone': {
    status: 410,
    title: { fr: 'Dossier effacé entre-temps', en: 'Record erased meanwhile' },
    mend: {
      fr: 'La personne a été effacée à sa demande. Si elle revient, enregistrez-la de nouveau, puis saisissez l’acte.',
      en: 'The person was erased at their request. If they come back, register them again, then enter the act.',
    },
  },
  'offline-day-outside': {
    status: 422,
    title: { fr: 'Jour hors de la période', en: 'Day outside the period' },
    mend: {
      fr: 'Donnez un jour entre celui où l’appareil a été préparé et aujourd’hui.',
      en: 'Give a day between the one the device was prepared and today.',
    },
  },
} as const satisfies Problems;
