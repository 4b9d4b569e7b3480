import Verify from '#certificate/Verify.page.tsx';
import { mount } from './mount.tsx';

await mount(() => Verify);
