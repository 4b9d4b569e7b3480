/** One measured figure. `ratio` sets it beside the raw engine's, measured in the same run. */
export type Figure = {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What was asked, in words: `>= 5000`. */
  readonly target?: string;
  readonly met?: boolean;
  readonly ratio?: { readonly to: string; readonly value: number };
};
