// `npm run test:browser` runs this first: it installs what is missing, or says what will be skipped.
import { installBrowsers, whyNoBrowser } from './requirements.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

await installBrowsers(say).catch(({ message }: Error) => say(message));

const obstacle = whyNoBrowser();
const { NODE_CHECK_REQUIRE: required = '' } = process.env;
if (obstacle !== undefined) {
  const isRequired = required.split(',').includes('browser');
  say(`${obstacle}: its tests ${isRequired ? 'cannot run' : 'will be skipped'}`);
  if (isRequired) process.exitCode = 1;
}
