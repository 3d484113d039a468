interface Level {
  /** The word by which NODE_CHECK_REQUIRE asks for it. */
  readonly name: string;
  /** Installs and makes what its tests need; says what takes its time. */
  make(say: (line: string) => void): Promise<void>;
  /** Why its tests cannot run here, as a sentence. */
  whyNot(): string | undefined;
}

/** What runs before the tests of a level: makes what they need, or says what is skipped. */
export async function setUp({ name, make, whyNot }: Level): Promise<void> {
  await make(say).catch(({ message }: Error) => say(message));
  const obstacle = whyNot();
  if (obstacle === undefined) return;
  const { NODE_CHECK_REQUIRE: required = '' } = process.env;
  const isRequired = required.split(',').includes(name);
  say(`${obstacle}: its tests ${isRequired ? 'cannot run' : 'will be skipped'}`);
  if (isRequired) process.exitCode = 1;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
