import { setUp } from '../lab/set-up.ts';
import { makeWhatIsMissing, whyNoSite } from './requirements.ts';

await setUp({ name: 'operations', make: makeWhatIsMissing, whyNot: whyNoSite });
