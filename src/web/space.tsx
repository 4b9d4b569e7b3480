import { mount } from './mount.tsx';
import Space from './space-pages.tsx';

await mount(() => Space);
