// `npm run test:operations` runs this first: it makes what its tests need, or says what is skipped.
import { makeWhatIsMissing, whyNoSite } from './requirements.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

await makeWhatIsMissing(say).catch(({ message }: Error) => say(message));

const obstacle = whyNoSite();
const { NODE_CHECK_REQUIRE: required = '' } = process.env;
if (obstacle !== undefined) {
  const isRequired = required.split(',').includes('operations');
  say(`${obstacle}: its tests ${isRequired ? 'cannot run' : 'will be skipped'}`);
  if (isRequired) process.exitCode = 1;
}
