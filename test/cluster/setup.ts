import { setUp } from '../lab/set-up.ts';
import { makeImage, whyNoImage } from './image.ts';
import { makeWhatIsMissing, whyNoCluster } from './requirements.ts';

await setUp({
  name: 'cluster',
  async make(say) {
    await makeWhatIsMissing(say);
    await makeImage(say);
  },
  whyNot: () => whyNoCluster() ?? whyNoImage(),
});
