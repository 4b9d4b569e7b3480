import type { ComponentType } from 'react';
import type { PageProps } from '#kit/site.ts';
import Dashboard from '#programmes/vaccination/Dashboard.page.tsx';

/** The public page of each programme, one line each; the site's `config.json` says which programme it shows. */
export const PAGES: Readonly<Record<string, ComponentType<PageProps>>> = {
  vaccination: Dashboard,
};
