import { setUp } from '../lab/set-up.ts';
import { makeWhatIsMissing, whyNoPackages } from './requirements.ts';

await setUp({ name: 'packages', make: makeWhatIsMissing, whyNot: whyNoPackages });
