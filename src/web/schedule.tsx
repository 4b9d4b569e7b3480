import Forecast from '#schedule/Forecast.page.tsx';
import { mount } from './mount.tsx';

await mount(() => Forecast);
