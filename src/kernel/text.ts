/** A text in the two languages everything is shown in. */
export type Text = { readonly fr: string; readonly en: string };
export type Language = keyof Text;
