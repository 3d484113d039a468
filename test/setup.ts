// `npm test` runs this first: it installs what the lab needs, or says what will be skipped.
import { installMissing, whyNoLab } from './lab/requirements.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

await installMissing(say).catch(({ message }: Error) => say(message));

const obstacle = whyNoLab();
const { NODE_CHECK_REQUIRE: required = '' } = process.env;
if (obstacle !== undefined) {
  const isRequired = required.split(',').includes('lab');
  say(`${obstacle}: its tests ${isRequired ? 'cannot run' : 'will be skipped'}`);
  if (isRequired) process.exitCode = 1;
}
