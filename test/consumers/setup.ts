import { setUp } from '../lab/set-up.ts';
import { makeWhatIsMissing, whyNoConsumers } from './requirements.ts';

await setUp({ name: 'consumers', make: makeWhatIsMissing, whyNot: whyNoConsumers });
