/** The rights routes ask for. A right of a programme (`injections:record`) is named by the programme. */
export const RIGHTS = {
  ownSession: 'session:own',
  searchPeople: 'people:search',
  readPeople: 'people:read',
  registerPeople: 'people:register',
  rectifyPeople: 'people:rectify',
  breakGlass: 'people:break-glass',
  readPairs: 'pairs:read',
  settlePairs: 'pairs:settle',
  manageGrants: 'grants:manage',
  reviewGlass: 'glass:review',
  verifyAudit: 'audit:verify',
  answerPrivacy: 'privacy:answer',
  self: 'self:read',
} as const;
export type Right = (typeof RIGHTS)[keyof typeof RIGHTS];
