import t from 'tap';
import { ProbeError } from '../../src/domain/probe-error.ts';
import { damagedInputs } from './damaged-inputs.ts';

/** Something that reads what others have written. */
export interface Parser {
  readonly name: string;
  /** Sound inputs, which are damaged. */
  readonly samples: readonly string[];
  parse(text: string): unknown;
  /** Refuses with a ProbeError what it cannot read; without it, it never throws. */
  readonly refuses?: true;
  /** How many times as long as another it may take. */
  readonly slowness?: number;
}

/** What is linear takes a part of what JSON.parse takes for 2,000 times as much; a square takes more. */
const patience = { factor: 2_000, leastMs: 25 };
const complaintsAtMost = 5;

t.setTimeout(120_000);

/** 10,000 damaged inputs: nothing but what is declared is thrown, and soon. */
export const surviveDamage = (parser: Parser): Promise<unknown> =>
  t.test(`${parser.name} survives 10,000 damaged inputs`, async (t) => {
    const complaints: string[] = [];
    for (const input of damagedInputs(parser.samples)) {
      complaints.push(...(await complaintsAbout(parser, input)));
      if (complaints.length === complaintsAtMost) break;
    }
    t.strictSame(complaints, []);
  });

async function complaintsAbout(parser: Parser, input: string): Promise<readonly string[]> {
  const shown = `${JSON.stringify(input.slice(0, 60))} (${input.length} letters)`;
  try {
    return (await isSlow(parser, input)) ? [`too slow for ${shown}`] : [];
  } catch (error) {
    if (parser.refuses && error instanceof ProbeError) return [];
    return [`${String(error).slice(0, 200)} for ${shown}`];
  }
}

/** Something else may have had the processor: what is slow is so again and again. */
async function isSlow(parser: Parser, input: string): Promise<boolean> {
  for (let attempt = 0; attempt < 5; attempt += 1)
    if ((await durationOf(parser, input)) < patienceFor(parser, input)) return false;
  return true;
}

async function durationOf({ parse }: Parser, input: string): Promise<number> {
  const start = performance.now();
  await parse(input);
  return performance.now() - start;
}

const patienceFor = ({ slowness = 1 }: Parser, { length }: string): number =>
  slowness * (patience.leastMs + patience.factor * length * jsonMsPerLetter);

const jsonMsPerLetter = measureJson();

/** The best of several, so that a busy machine does not make us patient. */
function measureJson(): number {
  const text = JSON.stringify(Array.from({ length: 5_000 }, (_, id) => ({ id, name: `eth${id}` })));
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    JSON.parse(text);
    return performance.now() - start;
  });
  return Math.min(...times) / text.length;
}
