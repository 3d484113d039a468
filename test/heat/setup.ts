// `npm run test:heat` runs this first: it installs what Heat needs, or says what will be skipped.
import { installForHeat, whyNoHeat } from './requirements.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

await installForHeat(say).catch(({ message }: Error) => say(message));

const obstacle = whyNoHeat();
const { NODE_CHECK_REQUIRE: required = '' } = process.env;
if (obstacle !== undefined) {
  const isRequired = required.split(',').includes('heat');
  say(`${obstacle}: its tests ${isRequired ? 'cannot run' : 'will be skipped'}`);
  if (isRequired) process.exitCode = 1;
}
