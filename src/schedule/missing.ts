export const missingFor = (..._: readonly unknown[]) => [];
