export const explainForecast = (..._: readonly unknown[]) => [];
