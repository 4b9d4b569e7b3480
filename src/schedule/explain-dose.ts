export const explainDose = (..._: readonly unknown[]) => [];
