import { setUp } from '../lab/set-up.ts';
import { installBrowsers, whyNoBrowser } from './requirements.ts';

await setUp({ name: 'browser', make: installBrowsers, whyNot: whyNoBrowser });
