import type { CheckOptions } from '../../src/config/check-options.ts';
import type { Sources } from '../../src/config/settle.ts';

export const sampleChecks: readonly CheckOptions[] = [
  {
    name: 'external-ping',
    defaults: { targets: ['8.8.8.8'], minReplies: '1' },
    options: { targets: 'Addresses to ping.', minReplies: 'Replies that are enough.' },
  },
  { name: 'kube-proxy', defaults: { port: '' }, options: { port: 'Its health port.' } },
];

export const heatParamsPath = '/etc/sysconfig/heat-params';
export const configPath = '/etc/node-check/config.yaml';

/** Sources that say only what is given. */
export const sourcesOf = ({
  flags = {},
  environment = {},
  entries = {},
  params = {},
}: {
  readonly flags?: Readonly<Record<string, string>>;
  readonly environment?: Sources['environment'];
  readonly entries?: Readonly<Record<string, string | readonly (string | null)[]>>;
  readonly params?: Readonly<Record<string, string>>;
}): Sources => ({
  flags: new Map(Object.entries(flags)),
  environment,
  file: { path: configPath, entries: new Map(Object.entries(entries)), mistakes: [] },
  heatParams: { path: heatParamsPath, params: new Map(Object.entries(params)) },
});
