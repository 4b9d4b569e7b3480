import { PAGES } from '#programmes/index.tsx';
import { mount } from './mount.tsx';

await mount((site) => PAGES[site.programme]);
