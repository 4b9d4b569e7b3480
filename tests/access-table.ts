/** The table of roles as docs/access.md shows it, made from the table the program applies. */
import { ROLES, type RoleRights } from '#access/roles.ts';

const REACHES = ['everyone', 'territory', 'self'] as const;

const rightsThatReach = ({ rights }: RoleRights, reach: (typeof REACHES)[number]): string =>
  Object.entries(rights)
    .flatMap(([right, its]) => (its === reach ? [`\`${right}\``] : []))
    .join(' ');

const delegatedBy = ({ delegates = [] }: RoleRights): string =>
  delegates.map((role) => `\`${role}\``).join(' ');

export const rolesTable = (): string =>
  [
    '| role | for | everyone | its territory | itself | delegates |',
    '| --- | --- | --- | --- | --- | --- |',
    ...Object.entries<RoleRights>(ROLES).map(
      ([role, rights]) =>
        `| \`${role}\` | ${rights.purpose.en} | ${REACHES.map((reach) => rightsThatReach(rights, reach)).join(' | ')} | ${delegatedBy(rights)} |`,
    ),
  ].join('\n');
