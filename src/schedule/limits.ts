/** A limit on everything that grows. */
export const DOSES_MAX = 200;
export const OBSERVATIONS_MAX = 200;
