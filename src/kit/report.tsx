import { createContext, useContext } from 'react';

/** What a page knows of what went wrong, to be reported in one click: codes alone, never what was asked or shown. */
export type Noticed = { readonly code?: string | undefined; readonly instance?: string | undefined };

/** Sends a report. `reported`: support has it; `signed-out`: nobody is signed in who could follow it. */
export type SendReport = (noticed: Noticed) => Promise<'reported' | 'signed-out' | 'failed'>;

const ReportContext = createContext<SendReport | undefined>(undefined);

/** The pages inside can report an anomaly; what is sent, and to whom, is the application's affair. */
export const ReportProvider = ReportContext;

/** How an anomaly is reported from here; undefined where there is nobody to report it to. */
export const useReport = (): SendReport | undefined => useContext(ReportContext);
