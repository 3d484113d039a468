// `npm run test:cluster` runs this first: it makes what the cluster needs, or says what is skipped.
import { makeImage, whyNoImage } from './image.ts';
import { makeWhatIsMissing, whyNoCluster } from './requirements.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

await makeWhatIsMissing(say).catch(({ message }: Error) => say(message));
await makeImage(say).catch(({ message }: Error) => say(message));

const obstacle = whyNoCluster() ?? whyNoImage();
const { NODE_CHECK_REQUIRE: required = '' } = process.env;
if (obstacle !== undefined) {
  const isRequired = required.split(',').includes('cluster');
  say(`${obstacle}: its tests ${isRequired ? 'cannot run' : 'will be skipped'}`);
  if (isRequired) process.exitCode = 1;
}
