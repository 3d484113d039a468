import { setIn } from '../domain/magnum.ts';
import { defineOption } from './option.ts';
import { choice, duration, list, path, text } from './option-value.ts';

const yesOrNo = choice('yes', 'no');

/** How Heat is told. Its credentials come from files and from heat-params, never from an option's value. */
export const heatOptions = {
  heatEndpoint: defineOption({
    key: 'heat.endpoint',
    kind: text('URL'),
    default: '',
    description: "The attribute endpoint of the wait condition's handle; empty: as Magnum has it.",
  }),
  heatTokenFile: defineOption({
    key: 'heat.token-file',
    kind: path('FILE'),
    default: '',
    description: 'A file with the attribute token of the same handle.',
  }),
  heatSignedUrlFile: defineOption({
    key: 'heat.signed-url-file',
    kind: path('FILE'),
    default: '',
    description:
      'A file with the signed URL of a handle (AWS), or with its attribute signal (CFN).',
  }),
  heatCaFile: defineOption({
    key: 'heat.ca-file',
    kind: path('FILE'),
    default: '',
    description: 'A file with authorities (PEM) that may sign for Heat beside those of the system.',
  }),
  heatInsecure: defineOption({
    key: 'heat.insecure',
    presence: 'yes',
    kind: yesOrNo,
    default: 'no',
    description: "Do not check Heat's certificate.",
    heatParams(params) {
      const verify = setIn(params, 'VERIFY_CA')?.toLowerCase();
      return verify && (verify === 'false' ? 'yes' : 'no');
    },
  }),
  heatRequired: defineOption({
    key: 'heat.required',
    kind: list(),
    default: [],
    description:
      'Checks that have to pass before Heat hears of success; empty: those of flannel and of the services on this node, and of targets that were named.',
  }),
  heatDeadline: defineOption({
    key: 'heat.deadline',
    kind: duration({ minMs: 0, maxMs: 43_200_000 }),
    default: 0,
    description:
      "How long after its start node-check tells Heat of a failure; 0: only the credential's age tells.",
  }),
  heatFailEarly: defineOption({
    key: 'heat.fail-early',
    presence: 'yes',
    kind: yesOrNo,
    default: 'no',
    description: 'Tell Heat at once of faults that waiting cannot mend.',
  }),
} as const;
