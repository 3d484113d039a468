import { setUp } from '../lab/set-up.ts';
import { installForHeat, whyNoHeat } from './requirements.ts';

await setUp({ name: 'heat', make: installForHeat, whyNot: whyNoHeat });
