import { installMissing, whyNoLab } from './lab/requirements.ts';
import { setUp } from './lab/set-up.ts';

await setUp({ name: 'lab', make: installMissing, whyNot: whyNoLab });
